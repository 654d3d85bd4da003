import type { PersonActor } from "~/features/accounts/actor";
import { hashPassword } from "~/features/accounts/password.server";
import { setCredential } from "~/features/accounts/repository.server";
import { beginSecondFactor } from "~/features/accounts/second-factor.server";
import { sendContact } from "~/features/adoption/contact.server";
import { fileReport } from "~/features/catalogue/report.server";
import { saveDraft } from "~/features/submissions/draft-service.server";
import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import { SolutionContentSchema } from "~/features/submissions/schema";
import type { SubmissionState } from "~/features/submissions/status";
import { db, type Prisma, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { makeToken } from "~/platform/tokens.server";
import { createActor, createAssignment, type createEdition, createMember, createSubmission } from "./desk";
import { addChannels } from "./letters";
import { createOwnedListing } from "./listings";
import { createOrganisation, solutionContent } from "./records";
import { filledForm } from "./submission-form";

export const PASSWORD = "siete gallinas bajo el toldo";

let counter = 0;

/** Words that stand nowhere else, each given once, so that a search tells what was left behind. */
export function markers() {
  const given: string[] = [];
  const give = (text: string) => {
    given.push(text);
    return text;
  };
  const next = () => {
    counter += 1;
    return String(counter).padStart(4, "0");
  };
  return { given, mark: () => give(`zq${next()}xw`), markNumber: () => `+1${give(`809555${next()}`)}` };
}
type Marks = ReturnType<typeof markers>;

/** Every word that an author can write about a solution. */
function markedContent({ mark }: Marks) {
  const link = () => `https://${mark()}.example/`;
  const words = { summary: mark(), problem: mark(), audience: mark(), howItWorks: mark(), costNote: mark(), needs: mark(), results: mark() };
  return SolutionContentSchema.parse({
    ...solutionContent(),
    sourceUrl: link(),
    texts: { es: { title: `Vale ${mark()}`, ...words }, en: { title: mark() } },
    places: [{ name: mark(), country: "DO" }],
    claims: [{ statement: { es: mark() }, figure: { value: 38, unit: mark() }, evidence: [{ kind: "link", title: { es: mark() }, url: link() }] }],
  });
}

export function markedForm({ mark }: Marks) {
  const words = { title: mark(), summary: mark(), problem: mark(), audience: mark(), howItWorks: mark(), results: mark(), costNote: mark(), needs: mark() };
  const evidence = { claim: mark(), evidenceTitle: mark(), evidenceUrl: `https://${mark()}.example/` };
  return filledForm({ ...words, ...evidence, contactPerson: mark(), contactRole: mark(), contactEmail: `${mark()}@correo.example`, organisationName: mark() });
}

function markedContact({ mark, markNumber }: Marks) {
  return { personName: mark(), personRole: mark(), email: `${mark()}@correo.example`, whatsapp: markNumber(), whatsappAgreed: true };
}

type Edition = Awaited<ReturnType<typeof createEdition>>;
type Options = { edition: Edition; organisationId: string; institutionId: string; state: SubmissionState; at: Date; marks: Marks } & Partial<Prisma.SubmissionUncheckedCreateInput>;

/** A submission of an organisation that is there, in every word of which a marker stands. */
export async function createMarkedSubmission({ edition, organisationId, institutionId, state, at, marks, ...more }: Options) {
  const [id, solutionId, revisionId] = [newId(at), newId(at), newId(at)];
  await transaction(async (tx) => {
    const [reference = ""] = await takeReferences(tx, 2026, 1);
    await insertSolutions(tx, [{ id: solutionId, reference, organisationId, origin: "submission", demonstration: false }], at);
    await insertRevisions(tx, [{ id: revisionId, solutionId, number: 1, content: markedContent(marks) }], at);
    await tx.solutionContact.create({ data: { solutionId, ...markedContact(marks) } });
    await tx.submission.create({
      data: { id, solutionId, editionId: edition.id, institutionId, currentRevisionId: revisionId, state, stateSince: at, submittedAt: at, dueAt: at, createdAt: at, ...more },
    });
    const event = { submissionId: id, actorRole: "owner", at };
    await tx.submissionEvent.createMany({ data: ["started", "submitted"].map((kind, index) => ({ ...event, kind, sequence: index + 1 })) });
  });
  return { id, solutionId, revisionId };
}

/** A firm with a marker in all that can be said about it. */
export function createMarkedFirm({ mark, markNumber }: Marks): Promise<{ id: string }> {
  return createOrganisation({
    kind: "firm",
    partner: false,
    key: mark(),
    slug: mark(),
    name: `Panadería ${mark()}`,
    shortName: mark(),
    aliases: [mark()],
    cityName: mark(),
    website: `https://${mark()}.example/`,
    email: `${mark()}@firma.example`,
    whatsapp: markNumber(),
    texts: { create: { language: "es", summary: mark(), about: mark() } },
  });
}

/** An owner with a password, a second factor, three addresses, links, sessions and a repeated request. */
export async function createMarkedOwner(organisationId: string, institutionId: string, marks: Marks, at: Date) {
  const { mark, markNumber } = marks;
  const [email, old, number, name] = [`${mark()}@correo.example`, `${mark()}@viejo.example`, markNumber(), `Ramona ${mark()}`];
  const memberships = [
    { organisationId, role: "owner" as const },
    { organisationId: institutionId, role: "reviewer" as const },
  ];
  const actor = await createActor(memberships, { displayName: name });
  const { personId } = actor;
  await addChannels(personId, { email, unconfirmedEmail: old, whatsapp: number });
  const passwordHash = await hashPassword(PASSWORD);
  const token = (subjectId: string) =>
    transaction((tx) => makeToken(tx, { purpose: "account.sign-in-link", subjectId, livesMs: 3_600_000, now: at, address: { kind: "email", address: email } }));
  await transaction((tx) => setCredential(tx, personId, passwordHash, at));
  await token(personId);
  await beginSecondFactor(personId, at);
  await db().recoveryCode.create({ data: { codeHash: mark(), personId, createdAt: at } });
  await db().idempotencyKey.create({ data: { scope: `person:${personId}`, key: mark(), result: { said: mark() }, createdAt: at } });
  const { tokenHash } = await db().token.findFirstOrThrow({ where: { subjectId: personId } });
  const { key } = await db().secondFactor.findUniqueOrThrow({ where: { personId } });
  return { actor, personId, name, email, number, secrets: [passwordHash, tokenHash, key] };
}

/** What the person did beside owning: a draft, words to owners, a report, a need, reviews begun and given. */
export async function createTraces(actor: PersonActor, address: { email: string; number: string }, edition: Edition, marks: Marks, at: Date) {
  const { mark } = marks;
  await saveDraft({ actor, submissionId: null, formKey: "k".repeat(43), values: markedForm(marks), seenVersion: null, now: at });
  const others = await createOwnedListing();
  const contact = () => ({ name: mark(), businessType: "corner-shop", place: mark(), message: `Quisiera saber más ${mark()}` });
  await sendContact(actor, { mark: mark() }, { slug: others.slug, contact: { ...contact(), replyKind: "email", replyAddress: `${mark()}@otra.example` }, language: "es" }, at);
  const unsigned = { ...contact(), replyKind: "email" as const, replyAddress: address.email };
  await sendContact({ kind: "visitor" }, { mark: mark() }, { slug: others.slug, contact: unsigned, language: "es" }, at);
  await fileReport(
    { mark: mark() },
    { listingId: others.id, report: { kind: "no-answer", text: `No responde, soy ${mark()}`, replyTo: address.number.replace(/^\+1(\d{3})(\d{3})/, "+1 ($1) $2-") } },
    at,
  );
  const need = { language: "es", country: "DO", placeName: mark(), businessType: "bakery", size: "1-5", searched: mark(), state: "open" as const, createdAt: at };
  await db().need.create({
    data: { ...need, id: newId(at), slug: mark(), personId: actor.personId, texts: { create: { language: "es", origin: "author", title: mark(), text: mark() } } },
  });
  const reviewer = { reviewerId: actor.personId, edition };
  const judged = await createSubmission({ edition, institutionId: null, state: "in_review" });
  const begun = await createAssignment(judged, { ...reviewer, status: "draft", scores: [3, null] });
  await db().review.update({ where: { assignmentId: begun }, data: { forAuthor: mark(), privateNote: mark() } });
  await createAssignment(await createSubmission({ edition, institutionId: null, state: "in_review" }), { ...reviewer, status: "invited" });
  const given = await createAssignment(await createSubmission({ edition, institutionId: null, state: "deliberation" }), { ...reviewer, status: "submitted", scores: [4, 5] });
  return { others, begun, given };
}

/** An institution with somebody at its desk who can be written to. */
export async function createDesk() {
  const institution = await createOrganisation();
  const coordinator = await createMember(institution.id, "coordinator");
  await addChannels(coordinator.personId, { email: `mesa-${institution.slug}@camara.example` });
  return { institution, coordinator };
}
