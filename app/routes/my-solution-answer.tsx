import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { Button, Hidden } from "~/components/form";
import { readLabels } from "~/features/catalogue/queries.server";
import { readFormEditions } from "~/features/editions/form-queries.server";
import { refuse, submissionActor } from "~/features/submissions/access.server";
import { saveDraft } from "~/features/submissions/draft-service.server";
import { FaultSummary } from "~/features/submissions/fault-summary";
import { EMPTY_FORM, type Faults, type FormValues, fieldOf, readForm } from "~/features/submissions/form-schema";
import { findOwnSubmissionPage, readFrozenForm, readOwnHistory } from "~/features/submissions/owner-queries.server";
import { answerChanges } from "~/features/submissions/owner-service.server";
import { faultSentences, SubmissionFields } from "~/features/submissions/submission-form";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

type FormState = { version: number | null; stateVersion: number; values: FormValues; faults: Faults; notice: "saved" | "conflict" | "moved" | null };

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const page = await findOwnSubmissionPage(await submissionActor(request), params.id ?? "");
  if (!page) return refuse(request);
  const [history, frozen, labels, [edition]] = await Promise.all([readOwnHistory(page.id), readFrozenForm(page.id), readLabels(locale), readFormEditions({ id: page.editionId })]);
  const state: FormState = {
    version: page.draft?.version ?? null,
    stateVersion: page.version,
    values: page.draft?.values ?? frozen ?? EMPTY_FORM,
    faults: {},
    notice: new URL(request.url).searchParams.get("step") === "saved" ? "saved" : null,
  };
  const businessTypes = Object.entries(labels.businessTypes).map(([value, label]) => ({ value, label }));
  return json(
    {
      id: page.id,
      title: page.title,
      /** False when it was moved on meanwhile: then what was typed is shown, and nothing can be sent. */
      canAnswer: page.may.includes("answer_changes"),
      standing: page.state,
      notes: history.notes,
      state,
      choices: {
        countries: edition?.countries ?? [],
        categories: labels.categories.filter(({ key }) => edition?.categories.includes(key)).map(({ key, label }) => ({ value: key, label })),
        businessTypes: businessTypes.sort((a, b) => a.label.localeCompare(b.label, locale)),
        organisations: null,
        // Who must not see it and who agreed are asked once, when it is submitted.
        institutions: [] as Array<{ value: string; label: string }>,
        onBehalf: false,
      },
    },
    { headers: { "Cache-Control": "private, no-store" } },
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const submissionId = params.id ?? "";
  const page = await findOwnSubmissionPage(actor, submissionId);
  if (!page) return refuse(request);
  const sent = await request.formData().catch(() => null);
  const form = sent && readForm(sent);
  if (!form || !/^\d{1,9}$/.test(form.hidden.stateVersion)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  const { values, hidden, faults } = form;
  const version = /^\d{1,9}$/.test(hidden.version) ? Number(hidden.version) : null;
  const state: FormState = { version, stateVersion: Number(hidden.stateVersion), values, faults, notice: null };
  if (Object.keys(faults).length > 0) return json(state, { status: 400 });
  if (!page.may.includes("answer_changes")) return json({ ...state, notice: "moved" as const }, { status: 409 });
  try {
    const saved = await saveDraft({ actor, submissionId, formKey: "", values, seenVersion: version, now: now() });
    if (hidden.intent !== "send") return redirect(`/${locale}/my/solutions/${submissionId}/answer?step=saved`);
    const answer = await answerChanges({ actor, submissionId, seenVersion: state.stateVersion, values, now: now() });
    if (answer.kind === "answered") return redirect(`/${locale}/my/solutions/${submissionId}`);
    const [asked] = (await readOwnHistory(submissionId)).notes;
    const unchanged: Faults = { [fieldOf(asked?.section ?? "solution")]: "nothing-changed" };
    return json({ ...state, version: saved.version, faults: answer.kind === "faults" ? answer.faults : unchanged }, { status: 400 });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== "conflict") throw errorResponse(error);
    const current = await findOwnSubmissionPage(actor, submissionId);
    const moved = !current?.may.includes("answer_changes") || current.version !== state.stateVersion;
    const next = { version: current?.draft?.version ?? version, stateVersion: current?.version ?? state.stateVersion };
    return json({ ...state, ...next, notice: moved ? ("moved" as const) : ("conflict" as const) }, { status: 409 });
  }
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("submission.answerTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Answer() {
  const { id, title, canAnswer, standing, notes, state: loaded, choices } = useLoaderData<typeof loader>();
  const state: FormState = useActionData<typeof action>() ?? loaded;
  const i18n = useI18n();
  const { t, locale } = i18n;
  const errors = faultSentences(i18n, state.faults);
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/my/solutions/${id}`}>{t("submission.answerBack")}</BackLink>
      <p className="overline">{title}</p>
      <h1>{t("submission.answerTitle")}</h1>
      {canAnswer && <p className="lead">{t("submission.answerLead")}</p>}
      <FaultSummary faults={state.faults} />
      {state.notice === "saved" && (
        <div className="notice" role="status">
          <p>{t("submission.saved")}</p>
        </div>
      )}
      {state.notice === "conflict" && (
        <div className="notice" role="alert">
          <h2>{t("submission.conflictTitle")}</h2>
          <p>{t("submission.conflictText")}</p>
        </div>
      )}
      {(state.notice === "moved" || !canAnswer) && (
        <div className="notice" role="alert">
          <h2>{t("submission.movedTitle")}</h2>
          <p>{t("submission.movedText", { state: t(`submission.state_${standing}`) })}</p>
          <p>
            <a href={`/${locale}/my/solutions/${id}`}>{t("submission.next_see")}</a>
          </p>
        </div>
      )}
      <form method="post" action={`/${locale}/my/solutions/${id}/answer`} noValidate>
        <Hidden name="version" value={state.version ?? ""} />
        <Hidden name="stateVersion" value={state.stateVersion} />
        <SubmissionFields values={state.values} errors={errors} choices={choices} notes={notes} notice={null} />
        {canAnswer && (
          <div className="actions">
            <Button name="intent" value="send">
              {t("submission.sendAnswer")}
            </Button>
            <Button name="intent" value="save" quiet>
              {t("submission.save")}
            </Button>
          </div>
        )}
      </form>
    </div>
  );
}
