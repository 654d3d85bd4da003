import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { createCategory, createOrganisation } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";
import { AssignmentArticle, type ShownAssignment } from "~/features/review/assignment-article";
import type { ReviewTask } from "~/features/review/queue";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { loader as listLoader } from "~/routes/review";
import { action, loader } from "~/routes/review-assignment";

let edition: Awaited<ReturnType<typeof createEdition>>;
let institution: { id: string };
let reviewer: PersonActor;
let colleague: PersonActor;

beforeAll(async () => {
  await createCategory();
  edition = await createEdition();
  institution = await createOrganisation();
  reviewer = await createMember(institution.id, "reviewer");
  colleague = await createMember(institution.id, "reviewer");
});

async function asked(actor: PersonActor | null, path: string, fields?: Record<string, string | number>): Promise<Request> {
  const url = `http://localhost:3000/es${path}`;
  const cookie = actor && (await startSession(new Request(url), actor.personId)).split(";")[0];
  const headers = new Headers(cookie ? { Cookie: cookie } : {});
  if (!fields) return new Request(url, { headers });
  return new Request(url, { method: "POST", headers, body: new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])) });
}

async function answer(run: () => Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

const open = async (actor: PersonActor | null, id: string) => {
  const request = await asked(actor, `/review/${id}`);
  return answer(() => loader({ request, params: { locale: "es", id }, context: {} }));
};
const send = async (actor: PersonActor | null, id: string, fields: Record<string, string | number>) => {
  const request = await asked(actor, `/review/${id}`, fields);
  return answer(() => action({ request, params: { locale: "es", id }, context: {} }));
};
const list = async (actor: PersonActor | null) => {
  const request = await asked(actor, "/review");
  return answer(() => listLoader({ request, params: { locale: "es" }, context: {} }));
};
const read = async (actor: PersonActor, id: string) => ((await (await open(actor, id)).json()) as { page: ShownAssignment }).page;
const make = (state: Parameters<typeof createSubmission>[0]["state"] = "in_review") => createSubmission({ edition, institutionId: institution.id, state });
const show = (page: ShownAssignment, sent: Parameters<typeof AssignmentArticle>[0]["sent"] = null, overtaken = false) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <AssignmentArticle page={page} sent={sent} overtaken={overtaken} saved={false} />
    </I18nProvider>,
  );
const whole = () => ({
  [`score_${edition.criterionIds[0]}`]: "4",
  [`score_${edition.criterionIds[1]}`]: "na",
  forAuthor: "Lo vi funcionar en dos colmados de Santiago.",
  privateNote: "",
});

describe("a reviewer's pages", () => {
  it("send a stranger to sign in, and are not there for others", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, edition });
    for (const response of [await list(null), await open(null, id), await send(null, id, { intent: "decline", version: 1 })]) expect(response.status).toBe(302);
    for (const somebody of [colleague, await createMember(institution.id, "coordinator"), await createMember(institution.id, "administrator")]) {
      expect((await open(somebody, id)).status).toBe(404);
      expect((await send(somebody, id, { intent: "answer", version: 1, conflict: "none" })).status).toBe(404);
      expect((await send(somebody, id, { intent: "answer", version: 1 })).status).toBe(404);
    }
    expect(await db().reviewAssignment.findUnique({ where: { id } })).toMatchObject({ status: "invited", version: 1 });
    for (const nothing of ["", "nada", crypto.randomUUID()]) expect((await open(reviewer, nothing)).status).toBe(404);
  });

  it("show before the declaration whose it is, and nothing of what it says", async () => {
    const submission = await make();
    const id = await createAssignment(submission, { reviewerId: reviewer.personId, edition });
    const body = await (await open(reviewer, id)).text();
    expect(body).toContain("Vale del colmado");
    expect(body).not.toContain("fiado");
    expect(body).not.toContain("38 colmados");
    expect(show(JSON.parse(body).page)).toContain("¿Qué le une a esta organización o a estas personas?");
    expect((await send(reviewer, id, { intent: "answer", version: 1, conflict: "none" })).headers.get("Location")).toBe(`/es/review/${id}`);
    const html = show(await read(reviewer, id));
    expect(html).toContain("fiado");
    expect(html).toContain("38 colmados la usan");
    expect(html).toContain("No aplica");
  });

  it("close for good with a conflict", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, edition });
    expect((await send(reviewer, id, { intent: "answer", version: 1, conflict: "financial" })).headers.get("Location")).toBe("/es/review");
    expect((await open(reviewer, id)).status).toBe(404);
  });

  it("list what is due, what is asked and what is over", async () => {
    const own = await createMember(institution.id, "reviewer");
    const due = await createAssignment(await make(), { reviewerId: own.personId, status: "draft", edition });
    const asking = await createAssignment(await make(), { reviewerId: own.personId, edition });
    const over = await createAssignment(await make("declined"), { reviewerId: own.personId, status: "submitted", scores: [4, 4], edition });
    const { tasks } = (await (await list(own)).json()) as { tasks: ReviewTask<string>[] };
    expect(tasks.map(({ assignmentId, writable }) => [assignmentId, writable]).sort()).toEqual(
      [
        [due, true],
        [asking, true],
        [over, false],
      ].sort(),
    );
  });
});

describe("a review", () => {
  it("is saved half written, and handed in when whole", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, status: "accepted", edition });
    expect((await send(reviewer, id, { intent: "save", version: 1, forAuthor: "Falta", privateNote: "" })).headers.get("Location")).toBe(`/es/review/${id}?saved`);
    const refused = await send(reviewer, id, { intent: "submit", version: 2, ...whole(), forAuthor: "Corto" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ faults: { forAuthor: "text-too-short" }, fields: { forAuthor: "Corto" } });
    expect((await send(reviewer, id, { intent: "submit", version: 2, ...whole() })).status).toBe(302);
    expect((await read(reviewer, id)).work).toMatchObject({ writable: false, others: null });
  });

  it("from another window answers 409, with what was typed and what is stored now", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, status: "accepted", edition });
    await send(reviewer, id, { intent: "save", version: 1, ...whole() });
    const response = await send(reviewer, id, { intent: "save", version: 1, ...whole(), forAuthor: "Otra ventana, otro texto." });
    expect(response.status).toBe(409);
    const sent = (await response.json()) as { intent: string; fields: Record<string, string> };
    const html = show(await read(reviewer, id), { ...sent, errors: {} }, true);
    expect(html).toContain("Otra ventana, otro texto.");
    expect(html).toContain('name="version" value="2"');
  });

  it("is shown to the others in deliberation only, to those who gave theirs, without private notes", async () => {
    const submission = await make();
    const mine = await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [5, 5], edition });
    const theirs = await createAssignment(submission, { reviewerId: colleague.personId, status: "submitted", scores: [3, 1], edition });
    const silent = await createMember(institution.id, "reviewer");
    const late = await createAssignment(submission, { reviewerId: silent.personId, status: "accepted", edition });
    expect((await read(reviewer, mine)).work?.others).toBeNull();
    await db().submission.update({ where: { id: submission.id }, data: { state: "deliberation" } });
    const { work } = await read(reviewer, mine);
    expect(work?.others?.summary).toMatchObject({ count: 2, median: 3.25, lowest: 1.5, highest: 5 });
    expect(JSON.stringify(work?.others)).toContain("Lo vi funcionar");
    expect(JSON.stringify(work?.others)).not.toContain("Nota privada");
    expect((await read(colleague, theirs)).work?.others).not.toBeNull();
    expect((await read(silent, late)).work?.others).toBeNull();
  });
});
