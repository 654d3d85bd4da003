import { expect } from "vitest";
import { ask, sessionOf } from "#tests/setup/ask";
import { addPeople } from "~/features/accounts/service.server";
import type { FormValues } from "~/features/submissions/form-schema";
import type { SolutionContent } from "~/features/submissions/schema";
import { db, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";
import { createBusinessType, createCategory, createOrganisation } from "./records";
import { filledForm, formBody } from "./submission-form";

/** What a page of submitting tells its reader: only what tests look at. */
export type Told = {
  state: { key: string; version: number | null; submissionId: string | null; values: FormValues; notice: string | null };
  submissionId: string | null;
  faults: Record<string, string>;
  values: FormValues;
  version: number | null;
  notice: string | null;
  duplicates: Array<{ title: string; slug: string | null }>;
  cards: Array<{ id: string; title: string; state: string }>;
  page: { state: string; version: number };
  cost: SolutionContent["cost"] | null;
  sent: { content: SolutionContent; contact: object | null; at: string } | null;
  history: { events: Array<{ kind: string }>; notes: Array<{ section: string }>; letter: string | null; difference: { before: FormValues; after: FormValues } | null };
};
export const told = async (response: Response) => (await response.json()) as Told;
export const draftOf = (response: Response) => new URL(response.headers.get("Location") ?? "", "http://x.invalid").searchParams.get("draft") ?? "";
/** The key of a form that nobody has sent yet. */
export const newKey = async () => (await told(await ask(openSubmit, "/es/submit"))).state.key;
export const titled = (title: string, overrides: Partial<FormValues> = {}) => filledForm({ title, ...overrides });

/** An edition that is always open, and the one institution that takes what comes in. */
export async function openEdition(): Promise<{ institutionId: string }> {
  await createCategory();
  await createBusinessType();
  const institutionId = (await createOrganisation()).id;
  const opensAt = new Date("2026-01-01T00:00:00Z");
  await db().edition.create({
    data: {
      id: newId(),
      key: "abierta",
      kind: "rolling",
      timeZone: "America/Santo_Domingo",
      opensAt,
      graceMinutes: 0,
      serviceLevelDays: 30,
      reviewersPerSubmission: 2,
      blind: false,
      demonstration: true,
      createdAt: opensAt,
      updatedAt: opensAt,
      texts: { create: [{ language: "es", name: "Abierta", guidingQuestion: "¿?", diagnosis: "d", privacyNotice: "Sus datos se usan así." }] },
      countries: { create: [{ country: "DO" }, { country: "GT" }] },
      categories: { create: [{ categoryKey: "agile-payments", position: 1 }] },
      institutions: { create: [{ organisationId: institutionId, countries: ["DO"], categories: ["agile-payments"], priority: 1 }] },
    },
  });
  return { institutionId };
}

let counter = 0;

/** A person with a session of their own. */
export async function signedIn({ verified = true, channel = "email" }: { verified?: boolean; channel?: "email" | "whatsapp" } = {}): Promise<{ id: string; cookie: string }> {
  counter += 1;
  const id = newId();
  const address = channel === "email" ? { email: `p${counter}@vale.example`, whatsapp: null } : { email: null, whatsapp: `+1809555${String(1000 + counter)}` };
  await transaction((tx) => addPeople(tx, [{ id, displayName: `Persona ${counter}`, locale: "es", demonstration: false, createdAt: new Date(), memberships: [], ...address }]));
  if (!verified) await db().channel.updateMany({ where: { personId: id }, data: { verifiedAt: null } });
  return { id, cookie: await sessionOf({ personId: id }) };
}

/** Submits a complete form as this person and returns the submission's id. */
export async function submitted(cookie: string, title: string, overrides: Partial<FormValues> = {}): Promise<string> {
  const answer = await ask(actSubmit, "/es/submit", { cookie, form: formBody(titled(title, overrides), { intent: "send", key: await newKey(), version: "" }) });
  expect(answer.status).toBe(302);
  return /solutions\/([0-9a-f-]{36})\/receipt/.exec(answer.headers.get("Location") ?? "")?.[1] ?? "";
}
