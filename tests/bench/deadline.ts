import fs from "node:fs";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { sessionOf } from "#tests/setup/ask";
import { insertPeople } from "~/features/accounts/repository.server";
import { connectDatabase, db, disconnectDatabase, transaction } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { newId } from "~/platform/ids";
import { serve, temporaryFolder } from "./processes";
import { seeded } from "./queries";
import { type Figure, spread } from "./report";

const PEOPLE = 200;
const SAVES_EACH = 3;
const WITHIN_MS = 60_000;
const IDLE_SAVES = 100;

/**
 * The last minute before a call closes: 200 people save three times and send, each at moments of their own, beside
 * somebody who saves while nothing else happens. What was answered must be in the database afterwards.
 */
export async function measureDeadline(figures: Figure[], build: string): Promise<void> {
  const dataDir = temporaryFolder("deadline");
  const env = { DATA_DIR: dataDir, PORT: "0" };
  // A first start loads the demonstration, whose edition drafts belong to.
  await (await serve(process.execPath, [`${build}/server.js`], env)).stop();
  const embedded = await openEmbeddedDatabase(dataDir);
  const stops: Array<() => Promise<void>> = [];
  try {
    const site = await serve(process.execPath, [`${build}/server.js`], env);
    stops.push(() => site.stop());
    await connectDatabase(embedded.url);
    const idle = spread(await saveIdly(site.origin));

    const random = seeded(PEOPLE);
    const people = await Promise.all(Array.from({ length: PEOPLE }, async (_, number) => ({ number, cookie: await signIn(number) })));
    const outcomes = await Promise.all(people.map((person) => saveAndSend(site.origin, person, random)));
    const saves = spread(outcomes.flatMap((outcome) => outcome.saves));
    const sends = spread(outcomes.map((outcome) => outcome.send));

    const acknowledged = outcomes.map(({ submissionId }) => submissionId);
    const kept = await db().submission.count({ where: { id: { in: acknowledged }, state: "submitted" } });
    figures.push({
      name: `deadline hour, ${PEOPLE} people in a minute: saving, p95`,
      value: saves.p95,
      unit: "ms",
      note: `p50 ${saves.p50.toFixed(0)}, max ${saves.max.toFixed(0)} ms`,
    });
    figures.push({ name: "deadline hour: saving : an idle save, p95", value: saves.p95 / idle.p95, unit: "×", note: `idle p95 ${idle.p95.toFixed(0)} ms` });
    figures.push({ name: "deadline hour: sending, p95", value: sends.p95, unit: "ms", note: `max ${sends.max.toFixed(0)} ms` });
    figures.push({ name: "deadline hour: acknowledged and lost", value: new Set(acknowledged).size - kept, unit: "", aim: "0", note: `${kept} of ${PEOPLE} received` });
  } finally {
    for (const stop of stops) await stop();
    await disconnectDatabase();
    await embedded.release();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

async function saveIdly(origin: string): Promise<number[]> {
  const cookie = await signIn(PEOPLE);
  const draft = new Draft(origin, cookie, "Vale de una sola persona");
  const samples: number[] = [];
  for (let save = 0; save < IDLE_SAVES; save += 1) samples.push(await draft.post("save"));
  return samples;
}

/** Somebody with a confirmed address; returns the cookie of their session. */
async function signIn(number: number): Promise<string> {
  const personId = newId();
  const person = {
    id: personId,
    displayName: `Persona ${number}`,
    locale: "es",
    demonstration: false,
    createdAt: new Date(),
    memberships: [],
    email: `p${number}@vale.example`,
    whatsapp: null,
  };
  await transaction((tx) => insertPeople(tx, [person]));
  return sessionOf({ personId });
}

type Outcome = { saves: number[]; send: number; submissionId: string };

async function saveAndSend(origin: string, { number, cookie }: { number: number; cookie: string }, random: () => number): Promise<Outcome> {
  const moments = Array.from({ length: SAVES_EACH + 1 }, () => random() * WITHIN_MS).sort((a, b) => a - b);
  const draft = new Draft(origin, cookie, `Vale de la persona ${number} ${words(random)}`);
  const began = performance.now();
  const saves: number[] = [];
  for (const moment of moments.slice(0, -1)) {
    await until(began + moment);
    saves.push(await draft.post("save"));
  }
  await until(began + (moments.at(-1) ?? 0));
  return { saves, send: await draft.post("send"), submissionId: draft.submissionId };
}

/** One person's form, followed from page to page as a browser does. */
class Draft {
  #path = "/es/submit";
  #saved = 0;
  submissionId = "";

  constructor(
    readonly origin: string,
    readonly cookie: string,
    readonly title: string,
  ) {}

  /** @returns how long the answer took, in milliseconds. Throws when it is no acknowledgement. */
  async post(intent: "save" | "send"): Promise<number> {
    const page = await (await fetch(this.origin + this.#path, { headers: { cookie: this.cookie } })).text();
    const hidden = Object.fromEntries(["key", "version"].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ""]));
    const body = formBody(filledForm({ title: this.title, organisationName: this.title, howItWorks: `Versión ${this.#saved}.` }), { intent, duplicatesSeen: "yes", ...hidden });
    const began = performance.now();
    const answer = await fetch(this.origin + this.#path, { method: "POST", body, redirect: "manual", headers: { cookie: this.cookie, origin: this.origin } });
    const ms = performance.now() - began;
    await answer.arrayBuffer();
    const location = answer.headers.get("location") ?? "";
    const acknowledged = intent === "save" ? location.includes("step=saved") : location.includes("/receipt");
    if (!acknowledged) throw new Error(`${intent} of «${this.title}» answered ${answer.status} ${location}`);
    this.#saved += 1;
    if (intent === "save") {
      this.submissionId = new URL(location, this.origin).searchParams.get("draft") ?? "";
      this.#path = `/es/submit?draft=${this.submissionId}`;
    }
    return ms;
  }
}

const until = (moment: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));

/** Unlike other people's titles, so that no submission looks like another one's duplicate. */
function words(random: () => number): string {
  return Array.from({ length: 3 }, () => Math.floor(random() * 36 ** 6).toString(36)).join(" ");
}
