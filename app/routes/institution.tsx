import { useLoaderData } from "@remix-run/react";
import { pageMeta } from "~/components/page-meta";
import { StructuredData } from "~/components/structured-data";
import { CardList } from "~/features/catalogue/card-list";
import { readLabels } from "~/features/catalogue/queries.server";
import { selectAcceptedBy } from "~/features/catalogue/selection-queries.server";
import { InstitutionArticle } from "~/features/network/institution-article";
import { findInstitution } from "~/features/network/queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

/** An institution stands for what it accepted, so all of it is shown, up to what one page can hold. */
const SHOWN_CARDS = 60;

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const institution = await findInstitution(params.slug ?? "", locale, now());
  if (!institution) throw errorResponse(new AppError("not_found", "institution"));
  const [labels, selection] = await Promise.all([readLabels(locale), selectAcceptedBy(institution.id, { limit: SHOWN_CARDS, language: locale })]);
  return { institution, labels, ...selection, origin: publicOrigin(environment()) };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { name, slug, summary } = data.institution;
  const description = summary || translator(locale).t("institution.description", { name });
  return pageMeta({ locale, origin: data.origin, pathname: `/${locale}/institutions/${slug}`, title: name, description });
};

export default function Institution() {
  const { institution, labels, total, cards, origin } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap">
      <InstitutionArticle institution={institution} accepted={total} categoryLabel={(key) => labels.categories.find((category) => category.key === key)?.label ?? key} />
      {cards.length > 0 && (
        <section className="section">
          <h2>{t("institution.solutionsTitle")}</h2>
          <CardList cards={cards} total={total} labels={labels} />
        </section>
      )}
      <StructuredData facts={{ "@type": "Organization", name: institution.name, url: `${origin}/${locale}/institutions/${institution.slug}` }} />
    </div>
  );
}
