import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Hidden } from "~/components/form";
import { pageMeta } from "~/components/page-meta";
import type { Actor } from "~/features/accounts/actor";
import { clientOf } from "~/features/accounts/enter.server";
import { mayTry } from "~/features/accounts/throttle.server";
import { readLabels } from "~/features/catalogue/queries.server";
import { type FormEdition, readFormEditions } from "~/features/editions/form-queries.server";
import { refuse, submissionActor } from "~/features/submissions/access.server";
import { BEGUN_BY_BROWSER, beginningKey, beginningOf, browserKeys, isFormKey, keepKey, newBrowserKey, newFormKey, offerKey } from "~/features/submissions/draft-keys.server";
import { KeptDrafts } from "~/features/submissions/draft-list";
import { isOffered, listDrafts, listOfferedDrafts } from "~/features/submissions/draft-offers.server";
import { openEdition, saveDraft } from "~/features/submissions/draft-service.server";
import { FaultSummary } from "~/features/submissions/fault-summary";
import { EMPTY_FORM, type Faults, type FormValues, readForm } from "~/features/submissions/form-schema";
import { findOwnSubmissionPage, listOwnOrganisations, wasSentAs } from "~/features/submissions/owner-queries.server";
import { takesSubmissions } from "~/features/submissions/rules";
import { faultSentences, SubmissionFields } from "~/features/submissions/submission-form";
import { submitDraft } from "~/features/submissions/submit-service.server";
import { useI18n } from "~/i18n/context";
import { type Locale, localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

/** What stands above the form. */
type Notice = "saved" | "taken" | "account" | "unverified" | "conflict" | "closed" | "busy" | "cookies";
type FormState = {
  submissionId: string | null;
  key: string;
  /** "browser" for a form begun without an account. */
  begunBy: string;
  version: number | null;
  values: FormValues;
  faults: Faults;
  notice: Notice | null;
  duplicates: Array<{ title: string; reference: string; slug: string | null }>;
};

const NOTICES: Readonly<Record<string, Notice>> = { saved: "saved", taken: "taken", account: "account", verify: "unverified" };

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const url = new URL(request.url);
  const asked = url.searchParams.get("draft");
  const page = asked === null ? null : await findOwnSubmissionPage(actor, asked);
  if (asked !== null && !page) {
    if (await isOffered(actor, asked)) throw redirect(`/${locale}/my/drafts?draft=${asked}`);
    return refuse(request);
  }
  if (page && !page.may.includes("edit_draft")) throw redirect(`/${locale}/my/solutions/${page.id}`);
  const edition = page ? (await readFormEditions({ id: page.editionId }))[0] : await openEdition(now());
  const state: FormState = {
    submissionId: page?.id ?? null,
    key: newFormKey(),
    begunBy: actor.kind === "person" ? "" : BEGUN_BY_BROWSER,
    version: page?.draft?.version ?? null,
    values: page?.draft?.values ?? EMPTY_FORM,
    faults: {},
    notice: edition && !takesSubmissions(edition, now()) ? "closed" : (NOTICES[url.searchParams.get("step") ?? ""] ?? null),
    duplicates: [],
  };
  return json(
    {
      state,
      edition: edition ? editionWords(edition, locale) : null,
      choices: {
        ...(await choicesOf(edition, locale)),
        organisations: page?.hasOrganisation ? null : page?.onBehalf ? [] : await listOwnOrganisations(actor),
        onBehalf: page?.onBehalf ?? false,
      },
      kept: asked === null ? { drafts: await listDrafts(actor, locale), offers: (await listOfferedDrafts(actor, locale)).filter(({ left }) => !left) } : null,
      signedIn: actor.kind === "person",
      origin: publicOrigin(environment()),
    },
    { headers: privately(needsKey(request, actor, context) ? [offerKey(newBrowserKey())] : []) },
  );
}

/** Before the first save, so that a form sent twice finds its draft. A page that is rendered for nobody in particular gives nobody a key. */
function needsKey(request: Request, actor: Actor, context: LoaderFunctionArgs["context"]): boolean {
  return actor.kind !== "person" && typeof context.address === "string" && !beginningKey(browserKeys(request));
}

function privately(cookies: readonly string[]): Headers {
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return headers;
}

function editionWords(edition: FormEdition, locale: Locale) {
  const text = edition.texts[locale] ?? edition.texts.es ?? Object.values(edition.texts)[0];
  return { name: text?.name ?? "", privacyNotice: text?.privacyNotice ?? "", closesAt: edition.closesAt, timeZone: edition.timeZone };
}

async function choicesOf(edition: FormEdition | undefined, locale: Locale) {
  const labels = await readLabels(locale);
  return {
    countries: edition?.countries ?? [],
    categories: labels.categories.filter(({ key }) => edition?.categories.includes(key)).map(({ key, label }) => ({ value: key, label })),
    institutions: (edition?.institutions ?? []).map(({ id, name }) => ({ value: id, label: name })),
    businessTypes: Object.entries(labels.businessTypes)
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label, locale)),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const sent = await request.formData().catch(() => null);
  const form = sent && readForm(sent);
  if (!form) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  const { values, hidden, faults } = form;
  const draftId = new URL(request.url).searchParams.get("draft");
  if (draftId === null && !isFormKey(hidden.key)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  const version = /^\d{1,9}$/.test(hidden.version) ? Number(hidden.version) : null;
  const state: FormState = { submissionId: draftId, key: hidden.key, begunBy: hidden.begunBy, version, values, faults, notice: null, duplicates: [] };
  if (Object.keys(faults).length > 0) return json(state, { status: 400 });
  const page = draftId === null ? null : await findOwnSubmissionPage(actor, draftId);
  // What is held out to a person may be saved, because they may have typed it before they signed in.
  if (draftId !== null && !page && !("submissionIds" in actor && actor.submissionIds.includes(draftId))) return refuse(request);
  const keys = browserKeys(request);
  const sentForm = { signedIn: actor.kind === "person", begunBy: hidden.begunBy, formKey: hidden.key, values, client: clientOf(context) };
  const beginning = draftId === null ? beginningOf(keys, sentForm) : null;
  const begunUnder = beginning?.kind === "person" ? undefined : beginning?.key;
  let submissionId = draftId;
  try {
    if (!(await maySend(actor, { begins: draftId === null, sends: hidden.intent === "send", client: clientOf(context) })))
      return json({ ...state, notice: "busy" as const }, { status: 429 });
    const saved = await saveDraft({ actor, submissionId: draftId, formKey: hidden.key, browserKeyHash: begunUnder?.hash, values, seenVersion: version, now: now() });
    submissionId = saved.submissionId;
    if (saved.sent) return receivedAlready(request, { locale, submissionId: saved.submissionId, values });
    const held = new Map([...keys, ...(begunUnder ? [begunUnder] : [])].map((key) => [key.cookie, key]));
    const headers = privately(saved.unowned ? [...held.values()].map(keepKey) : []);
    // Whether it is theirs is theirs to say: they may only use the same telephone.
    if (saved.unowned && actor.kind === "person") return redirect(`/${locale}/my/drafts?draft=${saved.submissionId}&step=saved`, { headers });
    // Kept, but nobody can say yet that it can be opened again: the words stay on the page.
    if (beginning?.kind === "unkept") return json({ ...state, version: saved.version, notice: "cookies" as const }, { headers });
    const back = `/${locale}/submit?draft=${saved.submissionId}`;
    if (hidden.intent !== "send") return redirect(`${back}&step=saved`, { headers });
    // Having saved it proves that they hold its key, also when this very request has made it.
    const holder = actor.kind === "person" ? actor : ({ kind: "draft-holder", submissionIds: [saved.submissionId] } as const);
    const answer = await submitDraft({ actor: holder, submissionId: saved.submissionId, seenDuplicates: hidden.duplicatesSeen === "yes", now: now() });
    const next: FormState = { ...state, submissionId: saved.submissionId, version: saved.version };
    switch (answer.kind) {
      case "received":
        return redirect(page?.onBehalf ? `/${locale}/advise/${saved.submissionId}` : `/${locale}/my/solutions/${saved.submissionId}/receipt`, { headers });
      case "no-account":
        return redirect(`${back}&step=account`, { headers });
      case "unverified":
        return redirect(`${back}&step=verify`, { headers });
      case "faults":
        return json({ ...next, faults: answer.faults }, { status: 400, headers });
      case "closed":
        return json({ ...next, notice: "closed" as const }, { status: 409, headers });
      case "duplicates":
        return json({ ...next, duplicates: answer.duplicates }, { headers });
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found" && submissionId !== null) return receivedAlready(request, { locale, submissionId, values });
    if (error.reason === "no-open-edition") return json({ ...state, notice: "closed" as const }, { status: 409 });
    if (error.code !== "conflict") throw errorResponse(error);
    const current = draftId === null ? null : await findOwnSubmissionPage(actor, draftId);
    return json({ ...state, version: current?.draft?.version ?? version, notice: "conflict" as const }, { status: 409 });
  }
}

/** No machine may fill the registry, or a desk: begun drafts and what is sent are counted, without an account by network address. */
async function maySend(actor: Actor, { begins, sends, client }: { begins: boolean; sends: boolean; client: string }): Promise<boolean> {
  if (actor.kind !== "person") return !begins || mayTry("draftByClient", client);
  return (!begins || (await mayTry("draftByPerson", actor.personId))) && (!sends || mayTry("submitByPerson", actor.personId));
}

/**
 * A form sent again while its draft was being submitted leads to the receipt: who asks has become its owner meanwhile. One with other words,
 * from another window, was not received: it is refused, so that its words come back to be copied.
 */
async function receivedAlready(request: Request, { locale, submissionId, values }: { locale: Locale; submissionId: string; values: FormValues }) {
  const page = await findOwnSubmissionPage(await submissionActor(request), submissionId);
  if (!page || !(await wasSentAs(submissionId, values))) return refuse(request);
  return redirect(`/${locale}/my/solutions/${submissionId}/receipt`);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { t } = translator(locale);
  return pageMeta({ locale, origin: data.origin, pathname: `/${locale}/submit`, title: t("submission.title"), description: t("submission.lead") });
};

export default function Submit() {
  const { state: loaded, edition, choices, kept, signedIn } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const state: FormState = sent ?? loaded;
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  const errors = faultSentences(i18n, state.faults);
  if (!edition) {
    return (
      <div className="wrap section">
        <h1>{t("submission.noEditionTitle")}</h1>
        <p className="lead">{t("submission.noEditionText")}</p>
        {kept && <KeptDrafts {...kept} signedIn={signedIn} />}
      </div>
    );
  }
  return (
    <div className="wrap section">
      <p className="overline">{t("submission.edition", { edition: edition.name })}</p>
      <h1>{t("submission.title")}</h1>
      <p className="lead">{t("submission.lead")}</p>
      {edition.closesAt && <p className="soft">{t("submission.closesOn", { date: date(edition.closesAt, edition.timeZone) })}</p>}
      <FaultSummary faults={state.faults} />
      {kept && !sent && <KeptDrafts {...kept} signedIn={signedIn} another="#begin" />}
      {choices.onBehalf && (
        <div className="notice">
          <h2>{t("submission.onBehalfTitle")}</h2>
          <p>{t("submission.onBehalfText")}</p>
        </div>
      )}
      {state.notice && <NoticeBox notice={state.notice} signedIn={signedIn} submissionId={state.submissionId} />}
      {state.duplicates.length > 0 && <Duplicates duplicates={state.duplicates} />}
      <form id="begin" method="post" action={state.submissionId ? `/${locale}/submit?draft=${state.submissionId}` : `/${locale}/submit`} noValidate>
        <Hidden name="key" value={state.key} />
        <Hidden name="begunBy" value={state.begunBy} />
        <Hidden name="version" value={state.version ?? ""} />
        {state.duplicates.length > 0 && <Hidden name="duplicatesSeen" value="yes" />}
        <SubmissionFields values={state.values} errors={errors} choices={choices} notice={edition.privacyNotice} />
        <div className="actions">
          <Button name="intent" value="send">
            {state.duplicates.length > 0 ? t("submission.sendAnyway") : t("submission.send")}
          </Button>
          <Button name="intent" value="save" quiet>
            {t("submission.save")}
          </Button>
        </div>
      </form>
      {state.submissionId && (
        <p>
          <a className="plain-link" href={`/${locale}/my/drafts`}>
            {t("submission.draftsAll")}
          </a>
        </p>
      )}
    </div>
  );
}

function NoticeBox({ notice, signedIn, submissionId }: { notice: Notice; signedIn: boolean; submissionId: string | null }) {
  const { t, locale } = useI18n();
  const next = new URLSearchParams({ next: `/${locale}/submit?draft=${submissionId ?? ""}` });
  const account = !signedIn && (
    <p className="row">
      <a href={`/${locale}/sign-up?${next}`}>{t("submission.signUp")}</a>
      <a href={`/${locale}/sign-in?${next}`}>{t("submission.signIn")}</a>
    </p>
  );
  return (
    <div className="notice" role="status">
      {notice === "saved" && <p>{t("submission.saved")}</p>}
      {notice === "saved" && !signedIn && <p>{t("submission.savedWithoutAccount")}</p>}
      {notice === "taken" && <p>{t("submission.taken")}</p>}
      {notice === "cookies" && <Words title={t("submission.cookiesTitle")} text={t("submission.cookiesText")} />}
      {notice === "account" && <Words title={t("submission.accountTitle")} text={t("submission.accountText")} />}
      {notice === "unverified" && <Words title={t("submission.unverifiedTitle")} text={t("submission.unverifiedText")} />}
      {notice === "closed" && <Words title={t("submission.noEditionTitle")} text={t("submission.noEditionText")} />}
      {notice === "busy" && <Words title={t("submission.busyTitle")} text={t("submission.busyText")} />}
      {notice === "conflict" && <Words title={t("submission.conflictTitle")} text={t("submission.conflictText")} />}
      {notice === "conflict" && submissionId && (
        <p>
          <a href={`/${locale}/submit?draft=${submissionId}`} target="_blank" rel="noreferrer">
            {t("submission.conflictOpen")}
          </a>
        </p>
      )}
      {(notice === "saved" || notice === "account") && account}
    </div>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p>{text}</p>
    </>
  );
}

function Duplicates({ duplicates }: { duplicates: FormState["duplicates"] }) {
  const { t, locale } = useI18n();
  return (
    <div className="notice" role="status">
      <h2>{t("submission.duplicatesTitle")}</h2>
      <p>{t("submission.duplicatesText")}</p>
      <ul>
        {duplicates.map(({ title, reference, slug }) => (
          <li key={reference}>
            {slug ? (
              <a href={`/${locale}/solutions/${slug}`} target="_blank" rel="noreferrer">
                {title}
              </a>
            ) : (
              title
            )}{" "}
            <span className="soft">{reference}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
