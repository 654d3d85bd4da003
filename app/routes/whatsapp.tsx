import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "~/components/form";
import { Icon } from "~/components/icon";
import { openWhatsapp } from "~/features/adoption/contact.server";
import { ContactPage } from "~/features/adoption/contact-page";
import { findContactTarget } from "~/features/adoption/contact-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";
import { senderOf } from "~/platform/sender.server";

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const slug = params.slug ?? "";
  const target = await findContactTarget(slug, locale, now());
  if (!target?.whatsapp) throw errorResponse(new AppError("not_found", "contactable"));
  return json({ slug, title: target.title });
}

/** Counts, and answers with the way to WhatsApp: the number stands in this answer's Location and nowhere else. */
export async function action({ params, context }: ActionFunctionArgs) {
  const { t } = translator(requireLocale(params));
  try {
    const slug = params.slug ?? "";
    const address = await openWhatsapp(senderOf(context, now()), { slug, words: (title) => t("contact.whatsappWords", { title }) }, now());
    return address ? redirect(address, 303) : json({ demonstration: true });
  } catch (error) {
    throw error instanceof AppError ? errorResponse(error) : error;
  }
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("contact.whatsappTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Whatsapp() {
  const { slug, title } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (answer) {
    return (
      <ContactPage title={t("contact.whatsappDemoTitle")} slug={slug}>
        <p role="status">{t("contact.whatsappDemoText")}</p>
      </ContactPage>
    );
  }
  return (
    <ContactPage title={t("contact.whatsappTitle")} about={t("contact.about", { title })} slug={slug}>
      <p>{t("contact.whatsappText")}</p>
      <p>
        <Icon name="verified" /> {t("contact.neverPay")}
      </p>
      <form method="post">
        <Button>{t("contact.whatsappOpen")}</Button>
      </form>
      <p>
        <a className="plain-link" href={`/${locale}/solutions/${slug}/contact`}>
          {t("contact.whatsappInstead")}
          <Icon name="next" />
        </a>
      </p>
    </ContactPage>
  );
}
