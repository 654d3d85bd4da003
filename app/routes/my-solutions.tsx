import { useLoaderData } from "@remix-run/react";
import { requirePerson } from "~/features/accounts/current.server";
import { submissionActor } from "~/features/submissions/access.server";
import { OfferLinks } from "~/features/submissions/draft-list";
import { listOfferedDrafts } from "~/features/submissions/draft-offers.server";
import { listOwnSubmissions } from "~/features/submissions/owner-queries.server";
import { SubmissionCard } from "~/features/submissions/submission-card";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  if (actor.kind === "visitor") await requirePerson(request);
  const offers = (await listOfferedDrafts(actor, locale)).filter(({ left }) => !left);
  return json({ cards: await listOwnSubmissions(actor), offers }, { headers: { "Cache-Control": "private, no-store" } });
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("submission.mineTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function MySolutions() {
  const { cards, offers } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("submission.mineTitle")}</h1>
      {offers.length > 0 && (
        <div className="notice">
          <OfferLinks offers={offers} />
        </div>
      )}
      <p className="lead">{cards.length > 0 ? t("submission.mineLead") : t("submission.mineEmpty")}</p>
      <ul className="cards">
        {cards.map((card) => (
          <li key={card.id}>
            <SubmissionCard card={card} />
          </li>
        ))}
      </ul>
      <p className="actions">
        <a className="button quiet" href={`/${locale}/submit`}>
          {t("submission.title")}
        </a>
        <a className="button quiet" href={`/${locale}/my/drafts`}>
          {t("submission.draftsTitle")}
        </a>
        <a className="button quiet" href={`/${locale}/my/listings`}>
          {t("workbench.listTitle")}
        </a>
      </p>
    </div>
  );
}
