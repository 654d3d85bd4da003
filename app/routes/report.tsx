import { useActionData, useLoaderData } from "@remix-run/react";
import { ContactPage } from "~/features/adoption/contact-page";
import { findListingBySlug } from "~/features/catalogue/listing-queries.server";
import { shownText } from "~/features/catalogue/listing-record";
import { fileReport } from "~/features/catalogue/report.server";
import { ReportForm, reportErrors } from "~/features/catalogue/report-form";
import { REPORT_FIELDS, ReportSchema } from "~/features/catalogue/report-schema";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readFields } from "~/platform/http/fields.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";
import { senderOf } from "~/platform/sender.server";
import { faultsOf } from "~/platform/text-field";

async function publicListing(slug: string) {
  const found = await findListingBySlug(slug);
  if (found?.kind !== "listing") throw errorResponse(new AppError("not_found", "listing"));
  return found.listing;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const listing = await publicListing(params.slug ?? "");
  return json({ slug: listing.slug, title: shownText(listing, null, locale).title, sent: new URL(request.url).searchParams.has("sent") });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { id, slug } = await publicListing(params.slug ?? "");
  const typed = await readFields(request, REPORT_FIELDS);
  const parsed = ReportSchema.safeParse(typed);
  if (!parsed.success) return json({ typed, errors: reportErrors(translator(locale), faultsOf(parsed.error, REPORT_FIELDS)), full: false }, { status: 400 });
  try {
    await fileReport(senderOf(context, now()), { listingId: id, report: parsed.data }, now());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_many") return json({ typed, errors: {}, full: true }, { status: 429 });
    throw errorResponse(error);
  }
  return redirect(`/${locale}/solutions/${slug}/report?sent`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t(data?.sent ? "contact.reportedTitle" : "contact.reportTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function ReportPage() {
  const { slug, title, sent } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t } = useI18n();
  if (sent && !answer) {
    return (
      <ContactPage title={t("contact.reportedTitle")} slug={slug}>
        <p>{t("contact.reportedText")}</p>
        <p>{t("contact.neverPay")}</p>
      </ContactPage>
    );
  }
  return (
    <ContactPage title={t("contact.reportTitle")} about={title} slug={slug} errors={answer?.errors} full={answer?.full}>
      <p>{t("contact.reportIntro")}</p>
      <ReportForm typed={answer?.typed ?? {}} errors={answer?.errors ?? {}} />
    </ContactPage>
  );
}
