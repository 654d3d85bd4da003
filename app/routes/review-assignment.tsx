import { useActionData, useLoaderData } from "@remix-run/react";
import { requirePerson } from "~/features/accounts/current.server";
import { AssignmentArticle } from "~/features/review/assignment-article";
import { faultWords } from "~/features/review/desk-words";
import { whyAssignmentEnded } from "~/features/review/ended-queries.server";
import { parseReviewForm } from "~/features/review/review-acts";
import { actOnAssignment } from "~/features/review/review-acts.server";
import { findAssignmentPage } from "~/features/review/reviewer-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";
import { isId } from "~/platform/ids";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const page = isId(params.id) ? await findAssignmentPage(actor, params.id, locale, now()) : null;
  if (!page) {
    const why = isId(params.id) ? await whyAssignmentEnded(actor, params.id, now()) : null;
    throw errorResponse(new AppError("not_found", why ?? "assignment"));
  }
  return json({ page, saved: new URL(request.url).searchParams.has("saved") });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const fields = await readForm(request);
  const form = parseReviewForm(fields);
  if (!form || !isId(params.id)) throw errorResponse(new AppError(form ? "not_found" : "bad_input", "form-unreadable"));
  const sent = { intent: fields.intent ?? "", fields };
  // Whoever may not see it learns nothing from what is wrong with their form.
  if (!form.ok && !(await findAssignmentPage(actor, params.id, locale, now()))) throw errorResponse(new AppError("not_found", "assignment"));
  if (!form.ok) return json({ ...sent, faults: form.faults, overtaken: false }, { status: 400 });
  try {
    await actOnAssignment(actor, { assignmentId: params.id, version: form.version }, form.value, now());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "conflict") return json({ ...sent, faults: {}, overtaken: true }, { status: 409 });
    if (error.code === "bad_input" && error.field) return json({ ...sent, faults: { [error.field]: error.reason }, overtaken: false }, { status: 400 });
    throw errorResponse(error);
  }
  const { intent } = form.value;
  // In a blind edition only the service knows whether what was ticked is a conflict.
  const stays = intent === "save" || intent === "submit" || (intent === "answer" && (await findAssignmentPage(actor, params.id, locale, now())) !== null);
  throw redirect(stays ? `/${locale}/review/${params.id}${intent === "save" ? "?saved" : ""}` : `/${locale}/review`);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return data ? [{ title: t("common.pageTitle", { title: data.page.head.title }) }, { name: "robots", content: "noindex" }] : [];
};

export default function ReviewAssignment() {
  const { page, saved } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const again = sent ? { intent: sent.intent, fields: sent.fields, errors: faultWords(i18n, "review", sent.faults) } : null;
  return <AssignmentArticle page={page} sent={again} overtaken={sent?.overtaken ?? false} saved={saved && !sent} />;
}
