import { beforeAll, describe, expect, it } from "vitest";
import { verifyPassword } from "~/features/accounts/password.server";
import { EmailSchema, WhatsappSchema } from "~/features/accounts/schema";
import { addRole, createUser, disableUser, endRole, type UserToCreate } from "~/features/accounts/service.server";
import { db } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";

const NOW = new Date("2026-11-21T15:00:00Z");
const LATER = new Date("2026-12-01T15:00:00Z");
const organisationId = newId(NOW);

function user(overrides: Partial<UserToCreate> = {}): UserToCreate {
  return { email: "ana@valle.example", whatsapp: null, name: "Ana Peña", locale: "es", membership: { organisationId, role: "coordinator" }, ...overrides };
}

beforeAll(async () => {
  await db().organisation.create({ data: { id: organisationId, key: "valle", slug: "valle", kind: "chamber", partner: true, name: "Valle", createdAt: NOW, updatedAt: NOW } });
});

describe("an account made by an operator", () => {
  it("has its channels verified, its role, and a password that was made and is told once", async () => {
    const { id, madePassword } = await createUser(user({ whatsapp: "+99970000001" }), NOW);
    const person = await db().person.findUnique({ where: { id }, include: { channels: { orderBy: { kind: "asc" } }, memberships: true, credential: true } });
    expect(person?.channels.map(({ kind, address, verifiedAt }) => ({ kind, address, verifiedAt }))).toEqual([
      { kind: "email", address: "ana@valle.example", verifiedAt: NOW },
      { kind: "whatsapp", address: "+99970000001", verifiedAt: NOW },
    ]);
    expect(person?.memberships).toMatchObject([{ organisationId, role: "coordinator", startsAt: NOW, endsAt: null }]);
    expect(await verifyPassword(person?.credential?.passwordHash, madePassword ?? "")).toBe(true);
    expect(JSON.stringify(person)).not.toContain(madePassword);
  });

  it("keeps a password that was given and does not repeat it", async () => {
    const password = "tres palabras y un colmado";
    const { id, madePassword } = await createUser(user({ email: "luz@valle.example", password, membership: { organisationId, role: "programme-manager" } }), NOW);
    expect(madePassword).toBeUndefined();
    expect(await verifyPassword((await db().credential.findUnique({ where: { personId: id } }))?.passwordHash, password)).toBe(true);
    expect(await db().membership.count({ where: { personId: id, role: "programme_manager" } })).toBe(1);
  });

  it("is refused without a channel, with a weak password and with an address that is taken, and leaves nothing behind", async () => {
    const before = await db().person.count();
    const refused = async (overrides: Partial<UserToCreate>) => {
      const error = await createUser(user(overrides), NOW).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(AppError);
      return (error as AppError).reason;
    };
    expect(await refused({ email: null })).toBe("no-channel");
    expect(await refused({ email: "new@valle.example", password: "short" })).toBe("password-too-short");
    expect(await refused({})).toBe("address-taken");
    expect(await refused({ email: "new@valle.example", whatsapp: "+99970000001" })).toBe("address-taken");
    expect(await db().person.count()).toBe(before);
  });

  it("is out at once when it is disabled, and disabling it again says so", async () => {
    const { id } = await createUser(user({ email: "eva@valle.example" }), NOW);
    const session = { personId: id, createdAt: NOW, expiresAt: LATER, absoluteAt: LATER };
    await db().session.createMany({
      data: [
        { id: "one", ...session },
        { id: "two", ...session },
      ],
    });
    expect(await disableUser("eva@valle.example", LATER)).toEqual({ sessionsEnded: 2 });
    expect(await db().person.findUnique({ where: { id } })).toMatchObject({ disabledAt: LATER });
    expect(await db().session.count({ where: { personId: id } })).toBe(0);
    expect(await disableUser("eva@valle.example", LATER)).toBeNull();
    await expect(disableUser("nobody@valle.example", LATER)).rejects.toThrow("no-such-person");
  });

  it("gains and loses roles; an ended one is history and can begin anew", async () => {
    const change = { address: "ana@valle.example", organisationId, role: "reviewer" as const };
    expect(await addRole(change, NOW)).toBe(true);
    expect(await addRole(change, NOW)).toBe(false);
    expect(await endRole(change, LATER)).toBe(true);
    expect(await endRole(change, LATER)).toBe(false);
    expect(await db().membership.findMany({ where: { role: "reviewer" }, select: { startsAt: true, endsAt: true } })).toEqual([{ startsAt: NOW, endsAt: LATER }]);
    expect(await addRole(change, LATER)).toBe(true);
    expect(await db().membership.findMany({ where: { role: "reviewer" }, select: { startsAt: true, endsAt: true } })).toEqual([{ startsAt: LATER, endsAt: null }]);
  });
});

describe("an address", () => {
  it("has one spelling: e-mail in lower case, numbers in E.164", () => {
    expect(EmailSchema.parse(" Ana.Pena@Valle.Example ")).toBe("ana.pena@valle.example");
    expect(WhatsappSchema.parse("+1 (809) 555-0100")).toBe("+18095550100");
    expect(WhatsappSchema.parse("00501 622 0000")).toBe("+5016220000");
  });

  it("is refused without a country's code, and when it is no address", () => {
    for (const number of ["809 555 0100", "+0 809 555 0100", "+1809", "ana", "+1 809 555 0100 ext 2"]) expect(WhatsappSchema.safeParse(number).success, number).toBe(false);
    for (const email of ["ana", "ana@", "ana@valle", "ana@valle.example\u0000"]) expect(EmailSchema.safeParse(email).success, email).toBe(false);
  });
});
