import { Button, Hidden, Select } from "~/components/form";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import type { ListingEventKind } from "./events";
import { needsReason } from "./listing-actions";
import type { ListingAction } from "./policy";
import { LISTING_MOVES, REMOVAL_REASONS } from "./status";
import type { TimelineItem } from "./work-queries.server";

/** One form for each thing that can be done now; those that others will ask about want a reason. */
export function ListingActions({ actions, version, reasonMissingFor }: { actions: readonly ListingAction[]; version: number; reasonMissingFor: ListingAction | null }) {
  const { t } = useI18n();
  if (actions.length === 0) return <p className="soft">{t("workbench.noActions")}</p>;
  return (
    <>
      {actions.map((action, index) => (
        <form method="post" key={action} className="box">
          <Hidden name="version" value={version} />
          <p>{t(`workbench.hint_${action}`)}</p>
          {needsReason(action) && (
            <Select
              name={`reason-${action}`}
              label={t("workbench.reason")}
              error={reasonMissingFor === action ? t("workbench.reasonMissing") : undefined}
              empty={t("workbench.chooseReason")}
              options={REMOVAL_REASONS.map((reason) => ({ value: reason, label: t(`listing.reason_${reason}`) }))}
            />
          )}
          <Button name="action" value={action} quiet={index > 0}>
            {t(`workbench.action_${action}`)}
          </Button>
        </form>
      ))}
    </>
  );
}

const KINDS: ReadonlySet<string> = new Set<ListingEventKind>(["created", "imported", ...(Object.keys(LISTING_MOVES) as Array<keyof typeof LISTING_MOVES>)]);

/** What happened, the last thing first; in what part, never by whom. */
export function ListingTimeline({ timeline }: { timeline: ReadonlyArray<Omit<TimelineItem, "at"> & { at: string }> }) {
  const { t, date } = useI18n();
  return (
    <ol className="plain">
      {timeline.map(({ sequence, kind, actorRole, reasonCode, at }) => (
        <li key={sequence}>
          {date(at)}: {t(KINDS.has(kind) ? (`workbench.event_${kind}` as MessageKey) : "workbench.event_other")}
          {PARTS.includes(actorRole) && `, ${t(`workbench.by_${actorRole}` as MessageKey)}`}
          {reasonCode && REMOVAL_REASONS.some((reason) => reason === reasonCode) && ` (${t(`listing.reason_${reasonCode}` as MessageKey)})`}
        </li>
      ))}
    </ol>
  );
}

const PARTS: readonly string[] = ["owner", "coordinator", "programme-manager", "system"];
