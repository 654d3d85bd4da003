import { useActionData, useLoaderData } from "@remix-run/react";
import { requirePerson } from "~/features/accounts/current.server";
import { readLabels } from "~/features/catalogue/queries.server";
import { parseDeskForm } from "~/features/review/desk-acts";
import { actOnDesk } from "~/features/review/desk-acts.server";
import { DeskArticle } from "~/features/review/desk-article";
import { findDeskPage } from "~/features/review/desk-queries.server";
import { faultWords, letterFor } from "~/features/review/desk-words";
import { whyDeskEnded } from "~/features/review/ended-queries.server";
import { readLastDifference } from "~/features/submissions/owner-queries.server";
import { RevisionDifference } from "~/features/submissions/revision-difference";
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
  const page = isId(params.id) ? await findDeskPage(actor, params.id, locale, now()) : null;
  if (!page) {
    const why = isId(params.id) ? await whyDeskEnded(actor, params.id, now()) : null;
    throw errorResponse(new AppError("not_found", why ?? "submission"));
  }
  const { decision } = page;
  const letter = decision && !decision.announcedAt ? letterFor(locale, { ...page, decision }).text : "";
  const [difference, labels] = await Promise.all([page.content ? readLastDifference(params.id ?? "") : null, readLabels(locale)]);
  return json({ page, letter, difference, labels });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const fields = await readForm(request);
  const form = parseDeskForm(fields);
  if (!form || !isId(params.id)) throw errorResponse(new AppError(form ? "not_found" : "bad_input", "form-unreadable"));
  const sent = { intent: fields.intent ?? "", fields };
  // Whoever may not see it learns nothing from what is wrong with their form.
  if (!form.ok && !(await findDeskPage(actor, params.id, locale, now()))) throw errorResponse(new AppError("not_found", "submission"));
  if (!form.ok) return json({ ...sent, faults: form.faults, overtaken: false }, { status: 400 });
  try {
    await actOnDesk(actor, { submissionId: params.id, version: form.version }, form.value, now());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "conflict") return json({ ...sent, faults: {}, overtaken: true }, { status: 409 });
    if (error.code === "bad_input" && error.field) return json({ ...sent, faults: { [error.field]: error.reason }, overtaken: false }, { status: 400 });
    throw errorResponse(error);
  }
  // Whoever keeps themselves out no longer finds it either.
  const keptOut = form.value.intent === "keepOut" && (await findDeskPage(actor, params.id, locale, now())) === null;
  const gone = keptOut || form.value.intent === "handOver" || form.value.intent === "declareConflict";
  throw redirect(gone ? `/${locale}/coordinate` : `/${locale}/coordinate/${params.id}`);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return data ? [{ title: t("common.pageTitle", { title: data.page.title }) }, { name: "robots", content: "noindex" }] : [];
};

export default function CoordinateSubmission() {
  const { page, letter, difference, labels } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const again = sent ? { intent: sent.intent, fields: sent.fields, errors: faultWords(i18n, "desk", sent.faults) } : null;
  return (
    <>
      <DeskArticle page={page} letter={letter} sent={again} overtaken={sent?.overtaken ?? false} />
      {difference && (
        <div className="wrap">
          <RevisionDifference title={i18n.t("submission.differenceForDesk")} before={difference.before} after={difference.after} labels={labels} />
        </div>
      )}
    </>
  );
}
