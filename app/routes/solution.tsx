import { isRouteErrorResponse, useLoaderData, useRouteError } from "@remix-run/react";
import { ErrorPage, errorMeta } from "~/components/error-page";
import { Icon } from "~/components/icon";
import { pageMeta } from "~/components/page-meta";
import { StructuredData } from "~/components/structured-data";
import { readContactOptions } from "~/features/adoption/contact-queries.server";
import { ListingBody, ListingHead } from "~/features/catalogue/listing-article";
import { ListingContact, ListingShare, ToContact } from "~/features/catalogue/listing-aside";
import { ListingFacts } from "~/features/catalogue/listing-facts";
import { findListingBySlug, listRelatedIds } from "~/features/catalogue/listing-queries.server";
import { shownText } from "~/features/catalogue/listing-record";
import { listingFacts } from "~/features/catalogue/listing-structured";
import { readLabels } from "~/features/catalogue/queries.server";
import { EMPTY_SEARCH, searchUrl } from "~/features/catalogue/search-params";
import { listCards } from "~/features/catalogue/selection-queries.server";
import { SolutionCard } from "~/features/catalogue/solution-card";
import { Tombstone } from "~/features/catalogue/tombstone";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import { json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

const RELATED = 3;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const found = await findListingBySlug(params.slug ?? "");
  if (!found) throw errorResponse(new AppError("not_found", "listing"));
  if (found.kind === "moved") throw redirect(`/${locale}/solutions/${found.slug}`, 301);
  if (found.kind === "removed") throw json({ code: "gone", reason: found.reason ?? "other", since: found.since.toISOString() }, { status: 410 });
  const { listing } = found;
  // A language that the interface does not speak has no address of its own, so the text is chosen by a parameter.
  const text = shownText(listing, new URL(request.url).searchParams.get("text"), locale);
  const [labels, related, ways] = await Promise.all([
    readLabels(locale),
    listRelatedIds(listing, RELATED).then((ids) => listCards(ids, locale)),
    readContactOptions(listing.slug, now()),
  ]);
  return json({ listing, text, labels, related, ways, origin: publicOrigin(environment()) });
}

export const meta: MetaFunction<typeof loader> = ({ data, location, error }) => {
  const locale = localeOfPath(location.pathname);
  if (!data) return error ? errorMeta(error, locale) : [];
  const { listing, text, origin } = data;
  return [
    ...pageMeta({ locale, origin, pathname: `/${locale}/solutions/${listing.slug}`, title: text.title, ...(text.summary !== "" && { description: text.summary }) }),
    { property: "og:type", content: "article" },
    ...(listing.state === "archived" ? [{ name: "robots", content: "noindex" }] : []),
  ];
};

export default function Solution() {
  const { listing, text, labels, related, ways, origin } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  const category = labels.categories.find(({ key }) => key === listing.category) ?? null;
  const url = `${origin}/${locale}/solutions/${listing.slug}`;
  return (
    <>
      <article className="wrap listing">
        <ListingHead listing={listing} text={text} category={category} />
        {ways && <ToContact />}
        <div className="listing-beside">
          <ListingFacts listing={listing} labels={labels} />
          <div className="listing-side">
            <ListingContact listing={listing} ways={ways} />
            <ListingShare page={{ title: text.title, url }} />
          </div>
        </div>
        <ListingBody listing={listing} text={text} />
        <p className="printed-from">{t("listing.printedFrom", { url })}</p>
      </article>
      {related.length > 0 && (
        <section className="wrap section related">
          <h2>{t("listing.relatedTitle")}</h2>
          <ul className="cards three">
            {related.map((card) => (
              <li key={card.id}>
                <SolutionCard card={card} labels={labels} />
              </li>
            ))}
          </ul>
          {category && (
            <a className="plain-link" href={searchUrl(locale, EMPTY_SEARCH, { filters: { category: [category.key] } })}>
              {category.label}
              <Icon name="next" />
            </a>
          )}
        </section>
      )}
      <StructuredData facts={listingFacts(listing, text, url)} />
    </>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 410) return <Tombstone reason={String(error.data?.reason)} since={String(error.data?.since)} />;
  return <ErrorPage requestId={undefined} />;
}
