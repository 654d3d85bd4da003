import { performance } from "node:perf_hooks";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrganisation, MADE_AT } from "#tests/factories/records";
import { send } from "#tests/setup/account-forms";
import { toldApartBy } from "#tests/setup/timing";
import { hashPassword, saltFor } from "~/features/accounts/password.server";
import { addPeople } from "~/features/accounts/service.server";
import { db, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as askReset } from "~/routes/reset";
import { action as signIn } from "~/routes/sign-in";
import { action as askLink } from "~/routes/sign-in-link";
import { action as signUp } from "~/routes/sign-up";

const PASSWORD = "siete gallinas bajo el toldo";
const OTHER = "ocho mangos en la carreta azul";
/** Each is asked about a few times only: limits would answer for an address that is asked about often. */
const KNOWN = 70;
const PAIRS = 100;
const AT_ONCE = 4;

/** Those with an account, and those who signed up and never confirmed it. */
const STANDINGS = ["confirmed", "unconfirmed"] as const;
type Standing = (typeof STANDINGS)[number];
const known = (standing: Standing, index: number) => `ana${index % KNOWN}-${standing}@valle.example`;

beforeAll(async () => {
  const { id: organisationId } = await createOrganisation();
  const people = STANDINGS.flatMap((standing) => Array.from({ length: KNOWN }, (_, index) => known(standing, index))).map((email) => ({
    id: newId(MADE_AT),
    displayName: "Ana Peña",
    locale: "es",
    email,
    whatsapp: null,
    demonstration: false,
    createdAt: MADE_AT,
    memberships: [{ organisationId, role: "owner" as const }],
  }));
  const hashOf = (email: string) => hashPassword(PASSWORD, saltFor({ kind: "email", address: email }));
  await transaction((tx) => addPeople(tx, people));
  await db().credential.createMany({ data: await Promise.all(people.map(async ({ id, email }) => ({ personId: id, passwordHash: await hashOf(email), changedAt: MADE_AT }))) });
  await db().channel.updateMany({ where: { address: { contains: "-unconfirmed@" } }, data: { verifiedAt: null } });
});

const SIGN_UP = { name: "Luz Marte", country: "DO", organisation: "", password: PASSWORD };
const ASKED: ReadonlyArray<[string, (args: never) => Promise<Response>, (address: string) => Record<string, string>]> = [
  ["signing in", signIn, (address) => ({ address, password: OTHER })],
  ["asking for a link", askLink, (address) => ({ address })],
  ["asking for another password", askReset, (address) => ({ address })],
  ["signing up", signUp, (address) => ({ ...SIGN_UP, address })],
];

type Heard = { status: number; body: string; ms: number };

async function hear(action: (args: never) => Promise<Response>, form: Record<string, string>, address: string): Promise<Heard> {
  const began = performance.now();
  const answer = await send(action, form);
  const body = await answer.text();
  return { status: answer.status, body: body.replaceAll(address, "…"), ms: performance.now() - began };
}

describe.each(STANDINGS)("case 17: over 200 tries, an answer does not tell who has an account that is %s", (standing) => {
  it.each(ASKED)("when %s", { retry: 2, timeout: 300_000 }, async (_what, action, formOf) => {
    const run = Math.random().toString(36).slice(2, 8);
    const pairs: Array<{ known: Heard; unknown: Heard }> = [];
    let next = 0;
    const take = async () => {
      for (let index = next++; index < PAIRS; index = next++) {
        const [mine, nobodys] = [known(standing, index), `nobody${index}-${run}@valle.example`];
        const askKnown = () => hear(action, formOf(mine), mine);
        const askUnknown = () => hear(action, formOf(nobodys), nobodys);
        if (index % 2) pairs.push({ known: await askKnown(), unknown: await askUnknown() });
        else {
          const unknown = await askUnknown();
          pairs.push({ known: await askKnown(), unknown });
        }
      }
    };
    await db().$executeRaw`TRUNCATE limits.tries`;
    await Promise.all(Array.from({ length: AT_ONCE }, take));
    expect(pairs).toHaveLength(PAIRS);
    expect(new Set(pairs.flatMap((pair) => [pair.known, pair.unknown]).map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    const { by, least } = toldApartBy(pairs.map((pair) => pair.known.ms - pair.unknown.ms));
    expect(by).toBeLessThan(least);
  });
});
