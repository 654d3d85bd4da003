import { useActionData, useLoaderData } from "@remix-run/react";
import { Icon } from "~/components/icon";
import { currentActor } from "~/features/accounts/current.server";
import { sendContact } from "~/features/adoption/contact.server";
import { ContactForm, contactErrors } from "~/features/adoption/contact-form";
import { ContactPage } from "~/features/adoption/contact-page";
import { findContactTarget } from "~/features/adoption/contact-queries.server";
import { CONTACT_FIELDS, contactSchema } from "~/features/adoption/contact-schema";
import { readLabels } from "~/features/catalogue/queries.server";
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

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const slug = params.slug ?? "";
  const [target, labels] = await Promise.all([findContactTarget(slug, locale, now()), readLabels(locale)]);
  if (!target) throw errorResponse(new AppError("not_found", "contactable"));
  return json({ slug, target, labels, sent: new URL(request.url).searchParams.has("sent") });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const slug = params.slug ?? "";
  const typed = await readFields(request, CONTACT_FIELDS);
  const { businessTypes } = await readLabels(locale);
  const parsed = contactSchema(Object.keys(businessTypes)).safeParse(typed);
  if (!parsed.success) return json({ typed, errors: contactErrors(translator(locale), faultsOf(parsed.error, CONTACT_FIELDS)), full: false }, { status: 400 });
  try {
    await sendContact(await currentActor(request), senderOf(context, now()), { slug, contact: parsed.data, language: locale }, now());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_many") return json({ typed, errors: {}, full: true }, { status: 429 });
    throw errorResponse(error);
  }
  return redirect(`/${locale}/solutions/${encodeURIComponent(slug)}/contact?sent`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t(data?.sent ? "contact.sentTitle" : "contact.title") }) }, { name: "robots", content: "noindex" }];
};

export default function Contact() {
  const { slug, target, labels, sent } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (sent && !answer) {
    return (
      <ContactPage title={t("contact.sentTitle")} slug={slug}>
        <p>{t("contact.sentText")}</p>
        <p>
          <Icon name="verified" /> {t("contact.neverPay")}
        </p>
      </ContactPage>
    );
  }
  const businesses = Object.entries(labels.businessTypes)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
  return (
    <ContactPage title={t("contact.title")} about={t("contact.about", { title: target.title })} slug={slug} errors={answer?.errors} full={answer?.full}>
      <p>{t("contact.shared")}</p>
      <p>
        <Icon name="verified" /> {t("contact.neverPay")}
      </p>
      <ContactForm businesses={businesses} typed={answer?.typed ?? {}} errors={answer?.errors ?? {}} />
    </ContactPage>
  );
}
