import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { hasRole, type PersonActor } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { AnnounceForm } from "~/features/review/announce-form";
import { readAnnounceables } from "~/features/review/announce-queries.server";
import { type Announced, type AnnouncementSheet, LETTERS_AT_ONCE, letterField, parseAnnouncements, pickField } from "~/features/review/announcing";
import { announceMany } from "~/features/review/announcing.server";
import { faultWords, letterFor } from "~/features/review/desk-words";
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

async function requireDesk(request: Request): Promise<PersonActor> {
  const actor = await requirePerson(request);
  if (!hasRole(actor, "coordinator", "deputy", "programme-manager")) throw errorResponse(new AppError("not_found", "desk"));
  return actor;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requireDesk(request);
  const ids = new URL(request.url).searchParams.getAll("id").filter(isId).slice(0, LETTERS_AT_ONCE);
  const { ready, others, outOfReach } = await readAnnounceables(actor, ids, locale, now());
  const sheets = ready.map(({ decision, panel, owner, ...one }): AnnouncementSheet => {
    const { language, text } = letterFor(locale, { ...one, decision, panel, owner });
    return { ...one, outcome: decision.outcome, letterLanguage: language, letter: text };
  });
  return json({ sheets, others, outOfReach });
}

type Answer = { answers: Announced[]; fields: Record<string, string>; faults: Record<string, string> };

export async function action({ request, params }: ActionFunctionArgs) {
  requireLocale(params);
  const actor = await requireDesk(request);
  const fields = await readForm(request);
  const picked = parseAnnouncements(fields);
  if (!picked?.every(({ submissionId }) => isId(submissionId))) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  if (picked.length === 0) return json<Answer>({ answers: [], fields, faults: {} }, { status: 400 });
  const answers = await announceMany(actor, picked, now());
  const faults = Object.fromEntries(picked.flatMap(({ submissionId, fault }) => (fault ? [[letterField(submissionId), fault]] : [])));
  const refused = answers.some((answer) => answer.refused !== null);
  return json<Answer>({ answers, fields, faults }, { status: Object.keys(faults).length > 0 ? 400 : refused ? 409 : 200 });
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("desk.announceManyTitle", { count: data?.sheets.length ?? 0 }) }) }, { name: "robots", content: "noindex" }];
};

export default function CoordinateAnnounce() {
  const { sheets, others, outOfReach } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const { t, locale } = i18n;
  const [first] = sheets;
  const errors = sent?.answers.length === 0 && first ? { [pickField(first.id)]: t("desk.announceNonePicked") } : faultWords(i18n, "desk", sent?.faults ?? {});
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/coordinate?pile=decided`}>{t("desk.back")}</BackLink>
      <h1>{t("desk.announceManyTitle", { count: sheets.length })}</h1>
      {sheets.length > 0 && <p className="lead">{t("desk.announceManyLead", { count: sheets.length })}</p>}
      <AnnounceForm sheets={sheets} others={others} outOfReach={outOfReach} sent={sent ? { ...sent, errors } : null} />
    </div>
  );
}
