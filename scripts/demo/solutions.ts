import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import { claimHash } from "~/features/submissions/revision.server";
import type { Prisma, Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { takeSlug } from "~/platform/slug";
import { draftContent, solutionContent } from "./content";
import { type DemoRecord, required } from "./records";

export type DemoContext = {
  editionId: string;
  /** Of institutions and of entrepreneurs' organisations, by key. */
  organisationIds: ReadonlyMap<string, string>;
  /** Ids by key. */
  people: ReadonlyMap<string, string>;
  now: Date;
};

const DAY = 86_400_000;
const CONFIRMED_FOR_MONTHS = 12;

/** Solutions, their first revisions with claims and evidence, contacts, and what institutions have verified. */
export async function writeSolutions(tx: Tx, records: readonly DemoRecord[], context: DemoContext): Promise<void> {
  const references = await referencesOf(tx, records);
  await insertSolutions(
    tx,
    records.map(({ solutionId, organisationId, timeline }) => ({
      id: solutionId,
      reference: required(references, solutionId),
      organisationId,
      origin: "submission",
      demonstration: true,
      createdAt: timeline.startedAt,
    })),
    context.now,
  );
  const frozen = records.flatMap(({ solutionId, revisionId, complete, timeline }) =>
    revisionId && complete
      ? [{ solutionId, id: revisionId, number: 1, source: complete, content: solutionContent(complete), createdAt: timeline.submittedAt ?? timeline.startedAt }]
      : [],
  );
  const claimIds = await insertRevisions(tx, frozen, context.now);
  await tx.solutionContact.createMany({
    data: frozen.map(({ solutionId, source: { contact } }) => ({
      solutionId,
      personName: contact.person,
      personRole: contact.role,
      email: contact.email,
      whatsapp: contact.whatsapp ?? null,
      whatsappAgreed: contact.whatsapp !== undefined,
    })),
  });
  await tx.verification.createMany({
    data: frozen.flatMap(({ id, source, content }) =>
      source.claims.flatMap(({ verified }, position) => {
        const claim = content.claims[position];
        const claimId = claimIds.get(id)?.[position];
        if (!verified || !claim || !claimId) return [];
        const verifiedAt = new Date(context.now.getTime() - verified.daysAgo * DAY);
        return [
          {
            id: newId(verifiedAt),
            claimId,
            contentHash: claimHash(claim),
            institutionId: required(context.organisationIds, verified.institution),
            method: verified.method,
            verifiedAt,
          },
        ];
      }),
    ),
  });
}

/** Each year has its own sequence, and a reference says in which year the draft began. */
async function referencesOf(tx: Tx, records: readonly DemoRecord[]): Promise<Map<string, string>> {
  const references = new Map<string, string>();
  for (const year of new Set(records.map(({ timeline }) => timeline.startedAt.getUTCFullYear()))) {
    const ofYear = records.filter(({ timeline }) => timeline.startedAt.getUTCFullYear() === year);
    const taken = await takeReferences(tx, year, ofYear.length);
    for (const [index, { solutionId }] of ofYear.entries()) references.set(solutionId, taken[index] ?? "");
  }
  return references;
}

/** Submissions with their timelines, drafts, requested changes and decisions. */
export async function writeSubmissions(tx: Tx, records: readonly DemoRecord[], context: DemoContext): Promise<void> {
  await tx.submission.createMany({ data: records.map((record) => submissionRow(record, context)) });
  await tx.submissionEvent.createMany({ data: records.flatMap((record) => eventRows(record, context)) });
  await tx.submissionDraft.createMany({
    data: records
      .filter(({ state }) => state === "draft")
      .map(({ submissionId, content, timeline }) => ({ submissionId, content: draftContent(content), updatedAt: timeline.stateSince })),
  });
  await tx.changeRequest.createMany({
    data: records.flatMap(({ submissionId, changes, timeline }) => {
      const createdAt = timeline.events.find(({ kind }) => kind === "changes_requested")?.at ?? timeline.stateSince;
      return changes.map(({ section, note }) => ({ id: newId(createdAt), submissionId, section, note, createdAt }));
    }),
  });
  await tx.decision.createMany({
    data: records.flatMap(({ submissionId, decision, coordinator }) =>
      decision ? [{ id: newId(decision.decidedAt), submissionId, ...decision, decidedById: personId(context, coordinator) }] : [],
    ),
  });
}

function submissionRow({ submissionId, solutionId, revisionId, state, coordinator, content, timeline }: DemoRecord, context: DemoContext): Prisma.SubmissionCreateManyInput {
  const { startedAt, submittedAt, dueAt, stateSince, returnsTo, events } = timeline;
  return {
    id: submissionId,
    solutionId,
    editionId: context.editionId,
    institutionId: submittedAt ? required(context.organisationIds, content.institution) : null,
    currentRevisionId: revisionId,
    state,
    returnsTo,
    stateSince,
    submittedAt,
    dueAt,
    coordinatorId: personId(context, coordinator),
    createdAt: startedAt,
    version: events.length,
  };
}

function eventRows({ submissionId, revisionId, content, timeline, owner, coordinator }: DemoRecord, context: DemoContext): Prisma.SubmissionEventCreateManyInput[] {
  const received = { revisionId, institutionId: required(context.organisationIds, content.institution) };
  const actors = { owner: personId(context, owner), coordinator: personId(context, coordinator), system: null };
  return timeline.events.map(({ kind, from, to, actor, reasonCode, data, at }, index) => ({
    submissionId,
    sequence: index + 1,
    kind,
    fromState: from,
    toState: to,
    actorId: actors[actor],
    actorRole: actor,
    reasonCode: reasonCode ?? null,
    data: kind === "submitted" ? { ...data, ...received } : data,
    at,
  }));
}

function personId({ people }: DemoContext, key: string | null): string | null {
  return key === null ? null : required(people, key);
}

/** A listing for each announced acceptance; it is published once its owner has confirmed the text. Returns the listings' ids. */
export async function writeListings(tx: Tx, records: readonly DemoRecord[], context: DemoContext): Promise<string[]> {
  const taken = await takenListingSlugs(tx);
  const listings = records.flatMap((record) => {
    const announcedAt = record.state === "accepted" ? record.decision?.announcedAt : null;
    if (!announcedAt || !record.revisionId) return [];
    return [{ ...record, id: newId(announcedAt), revisionId: record.revisionId, announcedAt }];
  });
  await tx.listing.createMany({
    data: listings.map(({ id, solutionId, submissionId, revisionId, content, announcedAt, publishedAt }) => ({
      id,
      solutionId,
      submissionId,
      revisionId,
      institutionId: required(context.organisationIds, content.institution),
      slug: takeSlug(content.key, taken),
      origin: "submission" as const,
      state: publishedAt ? ("published" as const) : ("unpublished" as const),
      stateSince: publishedAt ?? announcedAt,
      publishedAt,
      confirmedAt: publishedAt,
      confirmBy: publishedAt && monthsAfter(publishedAt, CONFIRMED_FOR_MONTHS),
      demonstration: true,
      createdAt: announcedAt,
      updatedAt: publishedAt ?? announcedAt,
    })),
  });
  await tx.listingEvent.createMany({
    data: listings.flatMap(({ id, announcedAt, publishedAt, owner, coordinator }) => [
      { listingId: id, sequence: 1, kind: "created", toState: "unpublished" as const, actorId: personId(context, coordinator), actorRole: "coordinator", at: announcedAt },
      ...(publishedAt
        ? [
            {
              listingId: id,
              sequence: 2,
              kind: "published",
              fromState: "unpublished" as const,
              toState: "published" as const,
              actorId: personId(context, owner),
              actorRole: "owner",
              at: publishedAt,
            },
          ]
        : []),
    ]),
  });
  return listings.map(({ id }) => id);
}

/** A slug that a listing had before is never given again either. */
async function takenListingSlugs(tx: Tx): Promise<Set<string>> {
  const [listings, old] = [await tx.listing.findMany({ select: { slug: true } }), await tx.listingSlug.findMany({ select: { slug: true } })];
  return new Set([...listings, ...old].map(({ slug }) => slug));
}

function monthsAfter(date: Date, months: number): Date {
  const later = new Date(date);
  later.setUTCMonth(later.getUTCMonth() + months);
  return later;
}
