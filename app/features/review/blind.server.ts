import type { Tx } from "~/platform/database/client.server";
import type { OwnNames } from "./blind";

/**
 * In a blind edition a reviewer reads, before the content, the names behind a submission among others like them: theirs
 * can't be told from the others, and ticking one of theirs is a conflict.
 */

type Name = { kind: "person" | "organisation"; subjectId: string | null; name: string; isTheirs: boolean };

/** For each name of theirs at least this many others of its kind, where the registry has them. */
const OTHERS = 5;
const OTHERS_EACH = 2;

/** The names of one submission, with addresses that lead to its owner; for hiding them. */
export async function readOwnNames(tx: Tx, submissionId: string): Promise<OwnNames> {
  const { organisation, people, addresses } = await readOwners(tx, submissionId);
  return {
    organisations: organisation ? [organisation.name, ...(organisation.shortName ? [organisation.shortName] : []), ...organisation.aliases] : [],
    people: people.map(({ name }) => name),
    addresses,
  };
}

/**
 * Writes the lists of reviewers who were just asked. All reviewers of a submission read the same names, so that nobody
 * learns more by comparing; whoever was asked earlier keeps the list that they have.
 */
export async function writeBlindNames(tx: Tx, submissionId: string, assignmentIds: readonly string[]): Promise<void> {
  const names = (await copiedNames(tx, submissionId)) ?? (await mixedNames(tx, submissionId));
  // By the alphabet, which knows nothing of whose a name is.
  const sorted = [...names].sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name, "es") : a.kind < b.kind ? -1 : 1));
  await tx.blindName.createMany({
    data: assignmentIds.flatMap((assignmentId) => sorted.map((name, position) => ({ assignmentId, position, ...name }))),
    skipDuplicates: true,
  });
}

/** What the page asks about: no name has anything beside it that tells it from the others. */
export function listBlindNames(tx: Tx, assignmentId: string): Promise<Array<{ position: number; kind: string; name: string }>> {
  return tx.blindName.findMany({ where: { assignmentId, name: { not: "" } }, orderBy: { position: "asc" }, select: { position: true, kind: true, name: true } });
}

export async function isAnyTheirs(tx: Tx, assignmentId: string, positions: readonly number[]): Promise<boolean> {
  return (await tx.blindName.count({ where: { assignmentId, position: { in: [...positions] }, isTheirs: true } })) > 0;
}

/** Null when nobody was asked yet, or when people came to the submission that the earlier lists do not have. */
async function copiedNames(tx: Tx, submissionId: string): Promise<Name[] | null> {
  const asked = await tx.reviewAssignment.findFirst({
    where: { submissionId, names: { some: {} } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { names: { where: { name: { not: "" } }, select: { kind: true, subjectId: true, name: true, isTheirs: true } } },
  });
  if (!asked) return null;
  const theirs = theirNames(await readOwners(tx, submissionId));
  const listed = asked.names.filter(({ isTheirs }) => isTheirs).map(({ name }) => name);
  return theirs.every(({ name }) => listed.includes(name)) ? (asked.names as Name[]) : null;
}

async function mixedNames(tx: Tx, submissionId: string): Promise<Name[]> {
  const owners = await readOwners(tx, submissionId);
  const theirs = theirNames(owners);
  const seed = { submissionId, organisation: owners.organisation, taken: theirs.map(({ name }) => name) };
  const wanted = (kind: Name["kind"]) => {
    const count = theirs.filter((name) => name.kind === kind).length;
    return count === 0 ? 0 : Math.max(OTHERS, OTHERS_EACH * count);
  };
  const others = [...(await otherOrganisations(tx, seed, wanted("organisation"))), ...(await otherPeople(tx, seed, wanted("person")))];
  return [...theirs, ...others.map((other) => ({ ...other, isTheirs: false }))];
}

type Owners = {
  organisation: { id: string; name: string; shortName: string | null; aliases: string[]; kind: string; baseCountry: string | null } | null;
  people: Array<{ id: string | null; name: string }>;
  addresses: string[];
};

async function readOwners(tx: Tx, submissionId: string): Promise<Owners> {
  const { solution } = await tx.submission.findUniqueOrThrow({
    where: { id: submissionId },
    select: {
      solution: {
        select: {
          contact: { select: { personName: true, email: true } },
          organisation: {
            select: {
              id: true,
              name: true,
              shortName: true,
              aliases: true,
              kind: true,
              baseCountry: true,
              website: true,
              memberships: { where: { role: "owner", endsAt: null }, select: { person: { select: { id: true, displayName: true } } }, orderBy: { id: "asc" } },
            },
          },
        },
      },
    },
  });
  const { organisation, contact } = solution;
  const owners = (organisation?.memberships ?? []).flatMap(({ person: { id, displayName } }) => (displayName ? [{ id, name: displayName }] : []));
  const alone = contact?.personName && !owners.some(({ name }) => name === contact.personName) ? [{ id: null, name: contact.personName }] : [];
  return { organisation, people: [...owners, ...alone], addresses: [organisation?.website, contact?.email].filter((address) => typeof address === "string") };
}

function theirNames({ organisation, people }: Owners): Name[] {
  return [
    ...(organisation ? [{ kind: "organisation" as const, subjectId: organisation.id, name: organisation.name, isTheirs: true }] : []),
    ...people.map(({ id, name }) => ({ kind: "person" as const, subjectId: id, name, isTheirs: true })),
  ];
}

type Seed = { submissionId: string; organisation: Owners["organisation"]; taken: string[] };

/** Of the same kind and country; where there are too few, of the same kind, then of any. Chosen by chance, and the same for all reviewers. */
function otherOrganisations(tx: Tx, { submissionId, organisation, taken }: Seed, limit: number): Promise<Array<Omit<Name, "isTheirs">>> {
  return tx.$queryRaw`
    SELECT 'organisation' AS kind, organisation.id AS "subjectId", organisation.name FROM "Organisation" organisation
    WHERE NOT organisation.partner AND organisation.name <> '' AND organisation.name <> ALL(${taken}) AND organisation.id IS DISTINCT FROM ${organisation?.id ?? null}::uuid
    ORDER BY (organisation.kind::text = ${organisation?.kind ?? ""} AND organisation."baseCountry" IS NOT DISTINCT FROM ${organisation?.baseCountry ?? null}) DESC,
      (organisation.kind::text = ${organisation?.kind ?? ""}) DESC, md5(organisation.id::text || ${submissionId})
    LIMIT ${limit}`;
}

/** Owners of such organisations; nobody who reviews, because they would know that their own name is there by chance. */
function otherPeople(tx: Tx, { submissionId, organisation, taken }: Seed, limit: number): Promise<Array<Omit<Name, "isTheirs">>> {
  return tx.$queryRaw`
    SELECT 'person' AS kind, "subjectId", name FROM (
      SELECT DISTINCT ON (person."displayName") person.id AS "subjectId", person."displayName" AS name, organisation.kind::text AS organised, organisation."baseCountry" AS country
      FROM "Membership" part
      JOIN "Person" person ON person.id = part."personId" AND person."erasedAt" IS NULL AND person."displayName" <> ''
      JOIN "Organisation" organisation ON organisation.id = part."organisationId" AND organisation.id IS DISTINCT FROM ${organisation?.id ?? null}::uuid
      WHERE part.role = 'owner' AND person."displayName" <> ALL(${taken})
        AND NOT EXISTS (SELECT 1 FROM "Membership" reviews WHERE reviews."personId" = person.id AND reviews.role = 'reviewer')
      ORDER BY person."displayName", person.id
    ) other
    ORDER BY (organised = ${organisation?.kind ?? ""} AND country IS NOT DISTINCT FROM ${organisation?.baseCountry ?? null}) DESC, (organised = ${organisation?.kind ?? ""}) DESC, md5(name || ${submissionId})
    LIMIT ${limit}`;
}
