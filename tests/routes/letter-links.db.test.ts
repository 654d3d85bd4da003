import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createAssignment, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createCategory, createListing, createOrganisation, MADE_AT } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import { makeFolder } from "#tests/setup/processes";
import type { PersonActor } from "~/features/accounts/actor";
import { listHeldLetters } from "~/features/notifications/desk.server";
import { goesToTypedAddress, LETTER_KINDS, type LetterKind } from "~/features/notifications/schema";
import { deliverLetter, textOf } from "~/features/notifications/service.server";
import { handOver, revokeReviewer } from "~/features/review/screening.server";
import { withdraw } from "~/features/submissions/owner-service.server";
import { moveSubmission } from "~/features/submissions/transition.server";
import { db, transaction } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { makeToken, type TokenAddress } from "~/platform/tokens.server";
import routes from "~/routes";

const ORIGIN = "https://solucionario.example";
const DAY = 86_400_000;
const NOW = new Date();
let env: Environment;
let edition: Awaited<ReturnType<typeof createEdition>>;
let north: { id: string; name: string };
let south: { id: string; name: string };
let coordinator: PersonActor;
let manager: PersonActor;

beforeAll(async () => {
  process.env.SESSION_SECRET ??= "a secret that only tests know, long enough";
  env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: ORIGIN, DATA_DIR: makeFolder() });
  await createCategory();
  edition = await createEdition({ closesAt: null });
  [north, south] = [await createOrganisation({ name: "Cámara del Norte" }), await createOrganisation({ name: "Cámara del Sur" })];
  await db().editionInstitution.createMany({
    data: [north, south].map(({ id }, index) => ({ editionId: edition.id, organisationId: id, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  coordinator = await createMember(north.id, "coordinator");
  await createMember(south.id, "coordinator");
  manager = await createMember(south.id, "programme-manager");
});

const ASKED = "¿Con impuestos?";
type Channel = "email" | "whatsapp";
type State = Parameters<typeof createSubmission>[0]["state"];
type Sent = {
  /** Whose letter it is; the account that it names. */
  recipientId: string;
  subjectId: string;
  /** Who opens its link: null for somebody without a session. */
  reader: PersonActor | null;
  /** What the page must speak of. */
  speaksOf: readonly string[];
  submission?: { id: string; owner: PersonActor };
  assignmentId?: string;
};

async function ofSubmission(state: State, reader: "owner" | "coordinator" | "manager" = "owner"): Promise<Sent & { submission: Awaited<ReturnType<typeof createSubmission>> }> {
  const submission = await createSubmission({ edition, institutionId: north.id, state, stateSince: new Date(NOW.getTime() - 4 * DAY), coordinatorId: coordinator.personId });
  const who = { owner: submission.owner, coordinator, manager }[reader];
  if (state === "changes_requested") await db().changeRequest.create({ data: { id: newId(NOW), submissionId: submission.id, section: "cost", note: ASKED, createdAt: NOW } });
  return {
    recipientId: who.personId,
    subjectId: submission.id,
    reader: who,
    speaksOf: state === "changes_requested" ? [ASKED, "Vale del colmado"] : [submission.reference],
    submission,
  };
}

async function ofAssignment(status: "invited" | "draft" | "stale"): Promise<Sent> {
  const { submission } = await ofSubmission("in_review");
  const reviewer = await createMember(north.id, "reviewer");
  const assignmentId = await createAssignment(submission, { reviewerId: reviewer.personId, status, edition });
  return { recipientId: reviewer.personId, subjectId: assignmentId, reader: reviewer, speaksOf: [submission.reference], submission, assignmentId };
}

async function ofToken(purpose: LetterKind, subjectId: string, recipientId: string, speaksOf: readonly string[], address?: TokenAddress): Promise<Sent> {
  const tokenId = await transaction((tx) => makeToken(tx, { purpose, subjectId, livesMs: DAY, now: NOW, address }));
  return { recipientId, subjectId: tokenId, reader: null, speaksOf };
}

async function ofAccount(): Promise<Sent> {
  const person = await createActor();
  return { recipientId: person.personId, subjectId: person.personId, reader: person, speaksOf: [] };
}

async function ofListing(state: "unpublished" | "needs_confirmation" | "published", part: "listing" | "request" | "report"): Promise<Sent> {
  const firm = await createOrganisation({ kind: "firm", partner: false });
  const owner = await createMember(firm.id, "owner");
  const listing = await createListing({ institutionId: north.id, organisationId: firm.id, state, confirmBy: NOW, stateSince: NOW });
  const { texts } = await db().revision.findUniqueOrThrow({ where: { id: listing.revisionId }, select: { texts: true } });
  const title = texts.find(({ language }) => language === "es")?.title ?? "";
  const [id, common] = [newId(NOW), { listingId: listing.id, senderMark: "m", sentKey: newId(NOW), createdAt: NOW }];
  if (part === "request") await db().contactRequest.create({ data: { ...common, id, language: "es", senderName: "Berta Luz", message: "Me interesa mucho", consentedAt: NOW } });
  if (part === "report") await db().listingReport.create({ data: { ...common, id, kind: "asked-money", text: "Me pidió dinero por la ficha", state: "open" } });
  const reader = part === "report" ? coordinator : owner;
  return {
    recipientId: reader.personId,
    subjectId: part === "listing" ? listing.id : id,
    reader,
    speaksOf: [title, ...(part === "request" ? ["Me interesa mucho"] : part === "report" ? ["Me pidió dinero por la ficha"] : [])],
  };
}

async function decided(): Promise<Sent> {
  const sent = await ofSubmission("declined");
  const id = newId(NOW);
  const letter = "Esta vez no entró, y le decimos por qué.";
  const told = { outcome: "declined", reasonCode: "not-ready", reason: letter, letter, decidedAt: NOW, announcedAt: NOW };
  await db().decision.create({ data: { ...told, id, submissionId: sent.subjectId } });
  return { ...sent, subjectId: id, speaksOf: [...sent.speaksOf, letter] };
}

async function onBehalf(): Promise<Sent> {
  const author = await createMember(north.id, "adviser");
  const { submission } = await ofSubmission("submitted");
  const { solutionId } = await db().submission.update({ where: { id: submission.id }, data: { authorOnBehalfId: author.personId } });
  await db().onBehalf.create({ data: { submissionId: submission.id, startedAt: NOW } });
  await db().solutionContact.create({ data: { solutionId, personName: "Ana Núñez", email: "ana@colmado.example" } });
  return ofToken("submission.on-behalf", submission.id, author.personId, [submission.reference]);
}

async function invitation(): Promise<Sent> {
  const id = newId(NOW);
  await db().invitation.create({ data: { id, organisationId: north.id, role: "reviewer", invitedById: coordinator.personId, email: "invitada@camara.example", createdAt: NOW } });
  return ofToken("account.invitation", id, coordinator.personId, [north.name]);
}

async function confirmation(): Promise<Sent> {
  const { personId } = await createActor();
  const channel = await db().channel.create({ data: { id: newId(NOW), personId, kind: "email", address: `nueva-${personId.slice(-4)}@colmado.example`, createdAt: NOW } });
  return ofToken("account.verify-email", channel.id, personId, [channel.address], { kind: "email", address: channel.address });
}

/** To the address that was typed, which the token keeps. */
async function account(kind: "account.sign-in-link" | "account.reset-password", channel: Channel): Promise<Sent> {
  const { personId } = await createActor();
  const address = channel === "email" ? `cuenta-${personId.slice(-6)}@colmado.example` : `+1829${String(Number.parseInt(personId.slice(-5), 16) % 10_000_000).padStart(7, "0")}`;
  await addChannels(personId, { [channel]: address });
  return ofToken(kind, personId, personId, [], { kind: channel, address });
}

/** Told to name somebody, not what it is about: the link leads to where they invite. */
async function forAdministrator(about: Promise<Sent>): Promise<Sent> {
  const administrator = await createMember(north.id, "administrator");
  return { ...(await about), recipientId: administrator.personId, reader: administrator, speaksOf: [] };
}

/** Each kind of letter that there is, about something that is as it was when the letter was asked for. */
const LETTERS: Record<LetterKind, (channel: Channel) => Promise<Sent>> = {
  "account.verify-email": confirmation,
  "account.sign-in-link": (channel) => account("account.sign-in-link", channel),
  "account.reset-password": (channel) => account("account.reset-password", channel),
  "account.invitation": invitation,
  "submission.on-behalf": onBehalf,
  "account.address-changed": ofAccount,
  "account.password-changed": ofAccount,
  "submission.received": () => ofSubmission("submitted"),
  "submission.changes-requested": () => ofSubmission("changes_requested"),
  "submission.changes-reminder": () => ofSubmission("changes_requested"),
  "submission.date-moved": () => ofSubmission("in_review"),
  "submission.expired": () => ofSubmission("expired"),
  "submission.withdrawn": () => ofSubmission("withdrawn", "coordinator"),
  "desk.unclaimed": () => ofSubmission("submitted", "manager"),
  "desk.due-soon": () => ofSubmission("screening", "coordinator"),
  "reviewer.left": () => ofSubmission("in_review", "coordinator"),
  "review.invited": () => ofAssignment("invited"),
  "review.reminder": () => ofAssignment("draft"),
  "review.stale": () => ofAssignment("stale"),
  "decision.announced": decided,
  "listing.confirm-text": () => ofListing("unpublished", "listing"),
  "listing.needs-confirmation": () => ofListing("needs_confirmation", "listing"),
  "contact.request": () => ofListing("published", "request"),
  "report.filed": () => ofListing("published", "report"),
  "report.nobody-left": () => forAdministrator(ofListing("published", "report")),
  "desk.nobody-left": () => forAdministrator(ofSubmission("submitted", "manager")),
};
/** They go to an address that stands with what they are about, or confirm one. */
const BY_EMAIL_ONLY: ReadonlySet<LetterKind> = new Set<LetterKind>(["account.verify-email", "account.invitation", "submission.on-behalf"]);

let jobs = 0;
/** The link of the letter as it leaves: by e-mail, or typed already into WhatsApp for somebody at the desk to send. */
async function linkOf(kind: LetterKind, { recipientId, subjectId }: Sent, channel: Channel): Promise<string> {
  jobs += 1;
  if (!goesToTypedAddress(kind)) await db().channel.deleteMany({ where: { personId: recipientId, verifiedAt: { not: null } } });
  if (!goesToTypedAddress(kind))
    await addChannels(recipientId, channel === "email" ? { email: `persona-${jobs}@colmado.example` } : { whatsapp: `+1809555${String(jobs).padStart(4, "0")}` });
  if (kind === "account.address-changed" && channel === "email") await addChannels(recipientId, { email: `otra-${jobs}@colmado.example` });
  await deliverLetter({ job: { kind, recipientId, subjectId }, jobName: `${jobs}`, lastTry: false, now: NOW, env });
  const letter = await db().letter.findFirst({ where: { kind, subjectId, recipientId }, orderBy: { createdAt: "desc" } });
  if (!letter) throw new Error(`no letter ${kind}`);
  let text = textOf(letter, env);
  if (channel === "whatsapp") {
    const held = (await Promise.all([coordinator, manager].map((actor) => listHeldLetters(actor, NOW)))).flat().find(({ id }) => id === letter.id);
    expect(held, `${kind} waits at a desk`).toBeDefined();
    // The desk's own address is that of this process.
    text = (new URL(held?.whatsappUrl ?? "").searchParams.get("text") ?? "").replace(/https?:\/\/localhost:\d+/g, ORIGIN);
  }
  const [link, ...more] = text.match(/https?:\/\/\S+/g) ?? [];
  expect(more, "one link").toEqual([]);
  return link ?? "";
}

type Entry = { path?: string; file?: string; children?: Entry[] };
const FILES = (routes as Entry[])
  .flatMap(({ path, children = [] }) => children.map((child) => ({ path: `/${path}/${child.path ?? ""}`, file: child.file ?? "" })))
  .filter(({ path }) => !path.includes("*"));
const MODULES = import.meta.glob<{ loader?: (args: never) => unknown }>("../../app/routes/*.{ts,tsx}");

/** Opens an address as the site map does: its route's loader, with the parameters of its pattern. */
async function open(link: string, reader: PersonActor | null): Promise<Response> {
  const { origin, pathname, search } = new URL(link);
  expect(origin).toBe(ORIGIN);
  for (const { path, file } of FILES) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
    const match = new RegExp(`^${path.replace(/:\w+/g, "([^/]+)")}$`).exec(pathname);
    if (!match) continue;
    const route = await MODULES[`../../app/${file}`]?.();
    if (!route?.loader) return new Response(null, { status: 200 });
    const params = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ""]));
    const answer: Response | null = await ask(route.loader, `${pathname}${search}`, { cookie: await sessionOf(reader), params });
    // A loader that has nothing to read answers null, which Remix renders.
    return answer ?? new Response(null, { status: 200 });
  }
  return new Response(null, { status: 404 });
}

describe.each(LETTER_KINDS)("the link of %s", (kind) => {
  it.each(BY_EMAIL_ONLY.has(kind) ? (["email"] as const) : (["email", "whatsapp"] as const))("opens a page that speaks of what the letter does, by %s", async (channel) => {
    const sent = await LETTERS[kind](channel);
    const link = await linkOf(kind, sent, channel);
    const isPublic = sent.reader === null || kind === "account.password-changed";
    if (!isPublic) {
      const stranger = await open(link, null);
      expect(stranger.status, "a stranger is asked to sign in").toBe(302);
      expect(stranger.headers.get("location")).toContain(encodeURIComponent(new URL(link).pathname));
    }
    const page = await open(link, sent.reader);
    expect(page.status).toBe(200);
    const text = await page.text();
    for (const words of sent.speaksOf) expect(text).toContain(words);
  });
});

describe("a link that is opened after things have moved on", () => {
  // The reason is what the page's sentence is chosen by.
  const gone = async (response: Response) => [response.status, ((await response.json()) as { reason?: string }).reason];

  it.each(["desk.due-soon", "reviewer.left"] as const)("%s tells its desk that it went to another institution, and a stranger nothing", async (kind) => {
    const sent = await LETTERS[kind]("email");
    const link = await linkOf(kind, sent, "email");
    await handOver(manager, { submissionId: sent.subjectId, version: 1, institutionId: south.id, reason: "no-capacity" }, NOW);
    expect(await gone(await open(link, sent.reader))).toEqual([404, "handed-over"]);
    expect(await gone(await open(link, manager))).toEqual([404, "handed-over"]);
    expect(await gone(await open(link, await createMember(north.id, "reviewer")))).toEqual([404, "submission"]);
    await db().conflict.create({ data: { submissionId: sent.subjectId, personId: coordinator.personId, kind: "family", declaredAt: NOW } });
    expect(await gone(await open(link, sent.reader)), "in conflict it is not there").toEqual([404, "submission"]);
  });

  it("desk.unclaimed leads to a page that says that nothing is left to do", async () => {
    const sent = await LETTERS["desk.unclaimed"]("email");
    const link = await linkOf("desk.unclaimed", sent, "email");
    await db().submission.update({ where: { id: sent.subjectId }, data: { state: "screening" } });
    expect((await open(link, manager)).status).toBe(200);
  });

  it("submission.withdrawn tells its desk that the owner writes it again", async () => {
    const sent = await LETTERS["submission.withdrawn"]("email");
    const link = await linkOf("submission.withdrawn", sent, "email");
    const owner = sent.submission?.owner ?? coordinator;
    await transaction((tx) => moveSubmission(tx, { submissionId: sent.subjectId, move: "reopened", to: "draft", actor: owner, as: "owner", now: NOW }));
    expect(await gone(await open(link, coordinator))).toEqual([404, "reopened"]);
  });

  it.each(["review.invited", "review.reminder", "review.stale"] as const)("%s tells a reviewer that it is no longer theirs", async (kind) => {
    const sent = await LETTERS[kind]("email");
    const link = await linkOf(kind, sent, "email");
    const reason = { code: "not-answering", text: "No contesta desde hace tres semanas." } as const;
    await revokeReviewer(coordinator, { submissionId: sent.submission?.id ?? "", version: 1, assignmentId: sent.assignmentId ?? "", reason }, NOW);
    expect(await gone(await open(link, sent.reader))).toEqual([404, "review-ended"]);
    expect(await gone(await open(link, await createMember(north.id, "reviewer")))).toEqual([404, "assignment"]);
  });

  it.each(["submission.received", "submission.changes-requested", "submission.changes-reminder", "submission.date-moved"] as const)(
    "%s still opens its owner's page after it was withdrawn, and says so",
    async (kind) => {
      const sent = await LETTERS[kind]("email");
      const link = await linkOf(kind, sent, "email");
      await withdraw({ actor: sent.submission?.owner ?? coordinator, submissionId: sent.subjectId, seenVersion: 1, now: NOW });
      const page = await open(link, sent.reader);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("withdrawn");
    },
  );

  it.each(["account.sign-in-link", "account.reset-password", "account.verify-email", "account.invitation", "submission.on-behalf"] as const)(
    "%s says that it was used",
    async (kind) => {
      const sent = await LETTERS[kind]("email");
      const link = await linkOf(kind, sent, "email");
      await db().token.update({ where: { id: sent.subjectId }, data: { usedAt: MADE_AT } });
      expect((await open(link, null)).status).toBe(410);
    },
  );
});
