import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { Icon } from "~/components/icon";
import { Pagination } from "~/components/pagination";
import { requirePerson } from "~/features/accounts/current.server";
import { markAnswered } from "~/features/adoption/contact.server";
import { ContactList } from "~/features/adoption/contact-list";
import { listContacts } from "~/features/adoption/contact-queries.server";
import { mayOnContacts } from "~/features/adoption/policy";
import { LISTING_WORK_FIELDS, ListingWorkSchema } from "~/features/catalogue/listing-actions";
import { ListingBody, ListingHead } from "~/features/catalogue/listing-article";
import { ListingFacts } from "~/features/catalogue/listing-facts";
import { previewListing } from "~/features/catalogue/listing-queries.server";
import { shownText } from "~/features/catalogue/listing-record";
import { ListingActions, ListingTimeline } from "~/features/catalogue/listing-work";
import { LISTING_ACTIONS, type ListingAction, mayAct, mayView } from "~/features/catalogue/policy";
import { readLabels } from "~/features/catalogue/queries.server";
import { ReportList } from "~/features/catalogue/report-list";
import { changeListing, dismissReport, openWorkListing } from "~/features/catalogue/service.server";
import { archivedFrom, isReadable } from "~/features/catalogue/status";
import { listOpenReports, readListingTimeline } from "~/features/catalogue/work-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { pageOf, readFields } from "~/platform/http/fields.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const person = await requirePerson(request);
  const id = params.id ?? "";
  const work = await openWorkListing(person, id, now()).catch(asPage);
  const page = pageOf(request);
  const moderates = mayView(person, "moderate", work, now());
  // Imports without an owner lie in a pile of their own.
  const back: keyof typeof BACK = !moderates ? "own" : work.organisationId === null ? "unconfirmed" : "reports";
  const [listing, labels, timeline, reports, contacts] = await Promise.all([
    previewListing(id),
    readLabels(locale),
    readListingTimeline(id),
    moderates ? listOpenReports(id) : none,
    mayOnContacts(person, "read", work) ? listContacts(person, id, page) : null,
  ]);
  if (!listing) throw errorResponse(new AppError("not_found", "listing"));
  const actions = (Object.keys(LISTING_ACTIONS) as ListingAction[]).filter((action) => mayAct(person, action, work, now()));
  return json({
    work: { id, state: work.state, stateSince: work.stateSince, version: work.version, confirmBy: work.confirmBy },
    listing,
    text: shownText(listing, null, locale),
    labels,
    timeline,
    reports,
    contacts,
    actions,
    back,
    page,
    done: new URL(request.url).searchParams.has("done"),
  });
}

const none: Awaited<ReturnType<typeof listOpenReports>> = [];

type Refusal = { refused: "changed" | "impossible" | "reason"; action: ListingAction | null };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const person = await requirePerson(request);
  const listingId = params.id ?? "";
  await openWorkListing(person, listingId, now()).catch(asPage);
  const asked = ListingWorkSchema.safeParse(await readFields(request, LISTING_WORK_FIELDS));
  if (!asked.success) throw errorResponse(new AppError("bad_input", "listing-action"));
  const { data } = asked;
  try {
    if ("report" in data) await dismissReport(person, { listingId, reportId: data.report }, now());
    else if ("request" in data) await markAnswered(person, { listingId, requestId: data.request, answered: data.action === "answered" }, now());
    else {
      const reasonCode = data.action === "suspend" ? data["reason-suspend"] : data["reason-remove"];
      await changeListing(person, { listingId, action: data.action, seenVersion: data.version, ...(reasonCode && { reasonCode }) }, now());
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const refusal = (refused: Refusal["refused"], status: number) => json<Refusal>({ refused, action: "version" in data ? data.action : null }, { status });
    if (error.code === "conflict") return refusal(error.reason === "changed-meanwhile" ? "changed" : "impossible", 409);
    if (error.reason === "reason-missing") return refusal("reason", 400);
    throw errorResponse(error);
  }
  return redirect(`/${locale}/my/listings/${listingId}?done`, 303);
}

function asPage(error: unknown): never {
  throw error instanceof AppError ? errorResponse(error) : error;
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return data ? [{ title: t("common.pageTitle", { title: t(BACK[data.back].title, { title: data.text.title }) }) }, { name: "robots", content: "noindex" }] : [];
};

/** The list that somebody came from, and whose listing it is to them. */
const BACK = {
  own: { path: "my/listings", label: "workbench.listTitle", title: "workbench.pageTitle" },
  reports: { path: "moderate", label: "workbench.moderateTitle", title: "workbench.moderatedTitle" },
  unconfirmed: { path: "moderate?pile=unconfirmed", label: "workbench.unconfirmedTitle", title: "workbench.moderatedTitle" },
} as const;

export default function MyListing() {
  const { work, listing, text, labels, timeline, reports, contacts, actions, back, page, done } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const { t, date, locale } = useI18n();
  const category = labels.categories.find(({ key }) => key === listing.category) ?? null;
  return (
    <>
      <div className="wrap section">
        <BackLink href={`/${locale}/${BACK[back].path}`}>{t(BACK[back].label)}</BackLink>
        <h1>{t(BACK[back].title, { title: text.title })}</h1>
        {refusal ? <Refused refused={refusal.refused} /> : done && <p role="status">{t("workbench.done")}</p>}
        <h2>{t("workbench.stateNow")}</h2>
        <p>
          <b>{t(`workbench.state_${work.state}`)}</b>
          <span className="soft"> · {t("workbench.since", { date: date(work.stateSince) })}</span>
          {work.confirmBy && work.state === "published" && <span className="soft"> · {t("workbench.confirmBy", { date: date(work.confirmBy) })}</span>}
        </p>
        {work.confirmBy && work.state === "needs_confirmation" && (
          <div className="notice">
            <p>{t("workbench.archivesOn", { date: date(archivedFrom(new Date(work.confirmBy))) })}</p>
          </div>
        )}
        {isReadable(work.state) && (
          <p>
            <a className="plain-link" href={`/${locale}/solutions/${listing.slug}`}>
              {t("workbench.seePublic")}
              <Icon name="next" />
            </a>
          </p>
        )}
        <h2>{t("workbench.whatNow")}</h2>
        <ListingActions actions={actions} version={work.version} reasonMissingFor={refusal?.refused === "reason" ? refusal.action : null} />
        {reports.length > 0 && (
          <section>
            <h2>{t("workbench.reportsTitle")}</h2>
            <ReportList reports={reports} />
          </section>
        )}
        {contacts && (
          <section>
            <h2>{t("workbench.contactsTitle")}</h2>
            <p>
              {t("workbench.contactsWaiting", { count: contacts.waiting })} {t("workbench.contactsOpened", { count: contacts.opened })}
            </p>
            <ContactList items={contacts.items} businessTypes={labels.businessTypes} />
            <Pagination current={page} last={contacts.pages} url={(number) => `?page=${number}`} />
          </section>
        )}
        <h2>{t("workbench.historyTitle")}</h2>
        <ListingTimeline timeline={timeline} />
        <h2>{t("workbench.previewTitle")}</h2>
        <p>{t(isReadable(work.state) ? "workbench.previewIntro" : "workbench.previewUnpublished")}</p>
      </div>
      <article className="wrap listing">
        <ListingHead listing={listing} text={text} category={category} as="h3" />
        <div className="listing-beside">
          <ListingFacts listing={listing} labels={labels} />
        </div>
        <ListingBody listing={listing} text={text} />
      </article>
    </>
  );
}

function Refused({ refused }: Pick<Refusal, "refused">) {
  const { t } = useI18n();
  const sentence = { changed: "workbench.alreadyDone", impossible: "workbench.notPossible", reason: "workbench.reasonMissing" } as const;
  return (
    <div className="notice" role="alert">
      <p>{t(sentence[refused])}</p>
    </div>
  );
}
