import { useLoaderData } from "@remix-run/react";
import { Pagination } from "~/components/pagination";
import { Piles, pileUrl } from "~/components/piles";
import { requirePerson } from "~/features/accounts/current.server";
import { MODERATION_PILES, type ModerationPile } from "~/features/catalogue/policy";
import { WorkList } from "~/features/catalogue/work-list";
import { readModeration } from "~/features/catalogue/work-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { pageOf } from "~/platform/http/fields.server";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const person = await requirePerson(request);
  const pile = pileNamed(new URL(request.url).searchParams.get("pile"));
  const page = pageOf(request);
  const moderation = await readModeration(person, { pile, page, language: locale }, now());
  if (!moderation) throw errorResponse(new AppError("not_found", "moderation"));
  return json({ pile, page, ...moderation });
}

const pileNamed = (name: string | null): ModerationPile => MODERATION_PILES.find((pile) => pile === name) ?? "reports";

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return data ? [{ title: t("common.pageTitle", { title: t(WORDS[data.pile].title) }) }, { name: "robots", content: "noindex" }] : [];
};

const WORDS = {
  reports: { title: "workbench.moderateTitle", intro: "workbench.moderateIntro", empty: "workbench.moderateEmpty" },
  unconfirmed: { title: "workbench.unconfirmedTitle", intro: "workbench.unconfirmedIntro", empty: "workbench.unconfirmedEmpty" },
} as const satisfies Record<ModerationPile, unknown>;

export default function Moderate() {
  const { pile, counts, items, page, pages } = useLoaderData<typeof loader>();
  const { t, date, locale } = useI18n();
  const { title, intro, empty } = WORDS[pile];
  const address = (name: ModerationPile, number = 1) => pileUrl(`/${locale}/moderate`, { pile: name === "reports" ? undefined : name, page: number });
  const piles = MODERATION_PILES.flatMap((name) => (counts[name] === undefined ? [] : [{ name, label: t(`workbench.pile_${name}`), count: counts[name] }]));
  return (
    <div className="wrap section">
      <h1>{t(title)}</h1>
      {piles.length > 1 && <Piles label={t("workbench.piles")} piles={piles} current={pile} href={address} />}
      <p className="lead">{t(items.length > 0 ? intro : empty)}</p>
      <WorkList
        items={items}
        more={({ reports, archivesOn }) => (
          <>
            {archivesOn && <p>{t("workbench.unconfirmedUntil", { date: date(archivesOn) })}</p>}
            {(pile === "reports" || reports > 0) && <p>{t("workbench.moderateReports", { count: reports })}</p>}
          </>
        )}
      />
      <Pagination current={page} last={pages} url={(number) => address(pile, number)} />
    </div>
  );
}
