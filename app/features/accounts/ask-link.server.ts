import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json } from "~/platform/http/remix.server";
import type { AskLinkData } from "./ask-link-form";
import { clientOf } from "./enter.server";
import { type MailedKind, requestLink } from "./links.server";
import { nextIn } from "./next";
import { type Address, addressOf } from "./schema";

/**
 * What both pages that ask for a link do when their form comes.
 *
 * @param whenSent what else is to be done for an address that a link was asked for, whether it is somebody's or not
 */
export async function answerAskLink(kind: MailedKind, { request, params, context }: ActionFunctionArgs, whenSent: (address: Address) => Promise<void>) {
  const { t } = translator(requireLocale(params));
  const { address = "" } = await readForm(request);
  // What can be nobody's address says nothing about who has an account.
  const readable = addressOf(address);
  if (!readable) return json<AskLinkData>({ errors: { address: t(address.trim() === "" ? "account.addressMissing" : "account.addressWrong") }, address }, { status: 400 });
  const within = await requestLink(kind, { address, client: clientOf(context), now: now(), next: nextIn(request) });
  if (within) await whenSent(readable);
  return within ? json<AskLinkData>({ sent: true, address }) : json<AskLinkData>({ errors: { address: t("account.tooMany") }, address }, { status: 429 });
}
