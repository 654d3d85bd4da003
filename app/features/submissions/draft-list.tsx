import { useI18n } from "~/i18n/context";
import type { DraftCard, OfferedDraft } from "./draft-offers.server";

/** As loader data carries them: dates as text. */
export type CarriedDraft = Omit<DraftCard, "savedAt"> & { savedAt: string };
export type CarriedOffer = Omit<OfferedDraft, "savedAt"> & { savedAt: string };

/** By what its writer knows it again. */
export function DraftDay({ draft }: { draft: CarriedDraft }) {
  const { t, date } = useI18n();
  return <p className="small soft">{t("submission.draftDay", { date: date(draft.savedAt, draft.timeZone), edition: draft.edition })}</p>;
}

type Kept = {
  drafts: readonly CarriedDraft[];
  offers: readonly CarriedOffer[];
  signedIn: boolean;
  /** Where a new one is begun, when this page is that too. */
  another?: string;
};

/** That something is kept here already, so that nobody begins it twice; nothing when nothing is. */
export function KeptDrafts({ drafts, offers, signedIn, another }: Kept) {
  const { t, locale } = useI18n();
  if (drafts.length + offers.length === 0) return null;
  return (
    <div className="notice">
      <OfferLinks offers={offers} />
      {drafts.length > 0 && (
        <>
          <h2>{t(signedIn ? "submission.draftsOwn" : "submission.draftsHere")}</h2>
          <DraftLinks drafts={drafts} href={(id) => `/${locale}/submit?draft=${id}`} />
        </>
      )}
      <p className="row">
        {another && <a href={another}>{t("submission.startAnother")}</a>}
        <a href={`/${locale}/my/drafts`}>{t("submission.draftsAll")}</a>
      </p>
    </div>
  );
}

/** What a person may say is theirs; nothing when nothing is held out to them. */
export function OfferLinks({ offers }: { offers: readonly CarriedOffer[] }) {
  const { t, locale } = useI18n();
  if (offers.length === 0) return null;
  return (
    <>
      <h2>{t("submission.offersTitle")}</h2>
      <DraftLinks drafts={offers} href={(id) => `/${locale}/my/drafts?draft=${id}`} />
    </>
  );
}

function DraftLinks({ drafts, href }: { drafts: readonly CarriedDraft[]; href: (id: string) => string }) {
  const { t } = useI18n();
  return (
    <ul className="plain-list">
      {drafts.map((draft) => (
        <li key={draft.id}>
          <a href={href(draft.id)}>{draft.title || t("submission.untitled")}</a>
          <DraftDay draft={draft} />
        </li>
      ))}
    </ul>
  );
}
