import { useActionData } from "@remix-run/react";
import { answerAskLink } from "~/features/accounts/ask-link.server";
import { AskLink } from "~/features/accounts/ask-link-form";
import { offerHeldDrafts } from "~/features/submissions/draft-offers.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { requireLocale } from "~/platform/http/locale.server";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

export function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  return null;
}

export function action(args: ActionFunctionArgs) {
  return answerAskLink("account.reset-password", args, (address) => offerHeldDrafts(args.request, address, now()));
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.resetTitle") }) }];
};

export default function AskReset() {
  const { t } = useI18n();
  return <AskLink title={t("account.resetTitle")} lead={t("account.resetText")} data={useActionData<typeof action>()} />;
}
