import { useLoaderData } from "@remix-run/react";
import { pageMeta } from "~/components/page-meta";
import { countAccepted } from "~/features/catalogue/selection-queries.server";
import { InstitutionCard } from "~/features/network/institution-card";
import { listInstitutions } from "~/features/network/queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { type Translator, translator } from "~/i18n/translator";
import { environment, publicOrigin } from "~/platform/env.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const [institutions, accepted] = await Promise.all([listInstitutions(locale), countAccepted()]);
  return { institutions: institutions.map((institution) => ({ institution, accepted: accepted.get(institution.id) ?? 0 })), origin: publicOrigin(environment()) };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { t } = translator(locale);
  return pageMeta({ locale, origin: data.origin, pathname: `/${locale}/institutions`, title: t("institution.listTitle"), description: t("institution.listDescription") });
};

type Listed = ReturnType<typeof useLoaderData<typeof loader>>["institutions"][number];

export default function Institutions() {
  const { institutions } = useLoaderData<typeof loader>();
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <div className="wrap section">
      <h1>{t("institution.listTitle")}</h1>
      <p className="lead">{t("institution.listLead")}</p>
      {institutions.length === 0 && <p>{t("institution.none")}</p>}
      {bySeat(i18n, institutions).map(({ seat, members }) => (
        <section key={seat} className="section">
          <h2>{seat}</h2>
          <ul className="cards">
            {members.map(({ institution, accepted }) => (
              <li key={institution.id}>
                <InstitutionCard institution={institution} accepted={accepted} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** By the name of their country, in the reader's alphabet; those of several countries come last. */
function bySeat({ t, country, locale }: Translator, institutions: readonly Listed[]): Array<{ seat: string; members: Listed[] }> {
  const several = t("institution.severalCountries");
  const seats = new Map<string, Listed[]>();
  for (const listed of institutions) {
    const seat = listed.institution.country ? country(listed.institution.country) : several;
    seats.set(seat, [...(seats.get(seat) ?? []), listed]);
  }
  return [...seats].map(([seat, members]) => ({ seat, members })).sort((a, b) => Number(a.seat === several) - Number(b.seat === several) || a.seat.localeCompare(b.seat, locale));
}
