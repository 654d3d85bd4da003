import { useActionData, useLoaderData } from "@remix-run/react";
import { hasRole, type PersonActor } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { faultWords } from "~/features/review/desk-words";
import { parseReassignment, type Reassigned, type WaitingChoice, waitingPileNamed } from "~/features/review/oversight";
import { listAcceptedWithFewer, readWaiting, reassignMany } from "~/features/review/oversight.server";
import { AcceptedWithFewer, WaitingList } from "~/features/review/waiting-list";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";
import { isId } from "~/platform/ids";

async function requireManager(request: Request): Promise<PersonActor> {
  const actor = await requirePerson(request);
  if (!hasRole(actor, "programme-manager")) throw errorResponse(new AppError("not_found", "desk"));
  return actor;
}

function chosen(request: Request): WaitingChoice & { page: number } {
  const { searchParams } = new URL(request.url);
  const institution = searchParams.get("institution") ?? undefined;
  return {
    pile: waitingPileNamed(searchParams.get("pile")),
    institutionId: isId(institution) ? institution : null,
    page: Number.parseInt(searchParams.get("page") ?? "1", 10) || 1,
  };
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requireManager(request);
  const { page, ...choice } = chosen(request);
  const waiting = await readWaiting(actor, { ...choice, page, language: locale }, now());
  if (!waiting) throw errorResponse(new AppError("not_found", "desk"));
  return json({ waiting, choice, fewer: await listAcceptedWithFewer(actor, locale, now()) });
}

type Answer = { fields: Record<string, string>; faults: Record<string, string>; result: Reassigned | null };

export async function action({ request, params }: ActionFunctionArgs) {
  requireLocale(params);
  const actor = await requireManager(request);
  const fields = await readForm(request);
  const form = parseReassignment(fields);
  if (!form || (form.ok && form.value.which !== "all" && !form.value.which.every(({ submissionId }) => isId(submissionId)))) {
    throw errorResponse(new AppError("bad_input", "form-unreadable"));
  }
  if (!form.ok) return json<Answer>({ fields, faults: form.faults, result: null }, { status: 400 });
  const { page: _page, ...choice } = chosen(request);
  const result = await reassignMany(actor, form.value, choice, now());
  return json<Answer>({ fields, faults: {}, result }, { status: result.done === 0 && result.refused.length > 0 ? 409 : 200 });
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("oversight.title") }) }, { name: "robots", content: "noindex" }];
};

export default function ManageWaiting() {
  const { waiting, choice, fewer } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const { t, locale } = i18n;
  const again = sent ? { ...sent, errors: faultWords(i18n, "desk", sent.faults) } : null;
  return (
    <div className="wrap section">
      <h1>{t("oversight.title")}</h1>
      <p className="lead">{t("oversight.lead")}</p>
      <WaitingList waiting={waiting} choice={choice} path={`/${locale}/manage/waiting`} sent={again} />
      <AcceptedWithFewer rows={fewer} />
    </div>
  );
}
