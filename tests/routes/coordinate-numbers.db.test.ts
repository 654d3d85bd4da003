import { describe, expect, it } from "vitest";
import { createMember } from "#tests/factories/desk";
import { createOrganisation } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";
import { action, loader } from "~/routes/coordinate-numbers";

const URL_HERE = "http://localhost:3000/es/coordinate/numbers";

async function ask(actor: PersonActor | null, code?: string): Promise<Response> {
  const cookie = actor && (await startSession(new Request(URL_HERE), actor.personId)).split(";")[0];
  const headers = new Headers(cookie ? { Cookie: cookie } : {});
  const args = { params: { locale: "es" }, context: {} };
  try {
    if (code === undefined) await loader({ ...args, request: new Request(URL_HERE, { headers }) });
    else return await action({ ...args, request: new Request(URL_HERE, { method: "POST", headers, body: new URLSearchParams({ code }) }) });
    return new Response(null, { status: 200 });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

describe("confirming a number", () => {
  it("is for the desk only", async () => {
    const { id } = await createOrganisation();
    expect([(await ask(null)).status, (await ask(null, "ABC")).status]).toEqual([302, 302]);
    for (const role of ["owner", "reviewer", "administrator"] as const) {
      const person = await createMember(id, role);
      expect([(await ask(person)).status, (await ask(person, "ABC")).status]).toEqual([404, 404]);
    }
    for (const role of ["coordinator", "deputy", "programme-manager"] as const) expect((await ask(await createMember(id, role))).status).toBe(200);
  });

  it("says that a code is unknown, and keeps what was typed", async () => {
    const { id } = await createOrganisation();
    const response = await ask(await createMember(id, "coordinator"), "no es");
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ number: null, freed: [], code: "no es", from: "", faults: { code: "no-such-code" } });
  });
});
