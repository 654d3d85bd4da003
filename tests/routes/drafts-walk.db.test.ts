import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { formBody } from "#tests/factories/submission-form";
import { draftOf, openEdition, titled } from "#tests/factories/submitting";
import { sessionOf } from "#tests/setup/ask";
import { CookieJar } from "#tests/setup/cookie-jar";
import { db } from "~/platform/database/client.server";
import { tokenOf } from "~/platform/tokens.server";
import { action as actDrafts, loader as openDrafts } from "~/routes/my-drafts";
import { action as askLink } from "~/routes/sign-in-link";
import { action as actLink } from "~/routes/sign-in-link-open";
import { action as actSignUp } from "~/routes/sign-up";
import { action as actConfirm } from "~/routes/sign-up-confirm";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

/** More of them, and others, by hand: DRAFT_WALKS=200 DRAFT_WALK_SEED=7 npx vitest run --project database tests/routes/drafts-walk */
const WALKS = Number(process.env.DRAFT_WALKS ?? 10);
const SEED = Number(process.env.DRAFT_WALK_SEED ?? 20_261_201);
/** More than enough when nothing else runs. */
const PATIENCE_MS = 600_000;

beforeAll(async () => {
  await openEdition();
});

const PEOPLE = ["ana", "beto"] as const;
type Name = (typeof PEOPLE)[number];
const DEVICES = ["phone", "laptop"] as const;
type Device = (typeof DEVICES)[number];
const ACTS = [
  "begin",
  "begin",
  "open tab",
  "save tab",
  "save",
  "save",
  "sign in",
  "sign in",
  "sign out",
  "sign up",
  "confirm",
  "ask link",
  "open link",
  "take",
  "take",
  "leave",
  "delete",
] as const;
type Step = { act: (typeof ACTS)[number]; who: Name; device: Device; pick: number };
const step: fc.Arbitrary<Step> = fc.record({ act: fc.constantFrom(...ACTS), who: fc.constantFrom(...PEOPLE), device: fc.constantFrom(...DEVICES), pick: fc.nat(1_000) });

type Draft = {
  id: string;
  title: string;
  version: number /** In whose browser it was begun without an account; null for one begun signed in. */;
  begunIn: Device | null;
  owner: Name | null;
};
type Offer = "waiting" | "open" | "left";
type Form = { key: string; begunBy: string };
let walks = 0;
/** How often each thing was done in all walks. */
const taken = new Map<string, number>();
const count = (what: string) => taken.set(what, (taken.get(what) ?? 0) + 1);

/** Two people, the telephone that they share and a laptop that they share too: what each may read, by the rules as they are told to people. */
class Walk {
  readonly trail: string[] = [];
  readonly #browsers = { phone: new CookieJar(), laptop: new CookieJar() };
  readonly #sessions: Record<Device, Name | null> = { phone: null, laptop: null };
  readonly #personIds: Record<Name, string | null> = { ana: null, beto: null };
  readonly #confirmed = new Set<Name>();
  /** How many were asked for: more than three in an hour are refused. */
  readonly #links = { ana: 0, beto: 0 };
  readonly #tabs: Record<Device, Form[]> = { phone: [], laptop: [] };
  readonly #drafts: Draft[] = [];
  /** By person and draft. */
  readonly #offers = new Map<string, Offer>();
  readonly #walk: number;

  constructor() {
    walks += 1;
    this.#walk = walks;
  }

  #address(who: Name): string {
    return `${who}${this.#walk}@camino.example`;
  }

  /** Does what was drawn, or the next thing that makes sense now: a walk of steps that do nothing proves nothing. */
  async take({ act, who, device, pick }: Step): Promise<void> {
    const from = ACTS.indexOf(act);
    for (const next of [...ACTS.slice(from), ...ACTS.slice(0, from)]) {
      const done = await this.#act({ act: next, who, device, pick });
      if (!done) continue;
      this.trail.push(`${next} (${who}, ${device}${typeof done === "string" ? `, ${done}` : ""})`);
      count(next);
      return;
    }
  }

  /** False for what makes no sense now. */
  async #act({ act, who, device, pick }: Step): Promise<boolean | string> {
    const browser = this.#browsers[device];
    const session = this.#sessions[device];
    const chosen = this.#drafts[pick % Math.max(1, this.#drafts.length)];
    switch (act) {
      case "begin":
        return this.#saveNew(device, await this.#form(device));
      case "open tab":
        this.#tabs[device].push(await this.#form(device));
        return true;
      case "save tab": {
        const form = this.#tabs[device].shift();
        return form !== undefined && this.#saveNew(device, form);
      }
      case "save": {
        // From a form that was open before somebody signed in, too.
        if (!chosen || !(this.#opens(chosen, device) || (chosen.owner === null && chosen.begunIn === device))) return false;
        const title = `${chosen.title.split(",")[0]}, versión ${chosen.version + 1}`;
        const answer = await browser.open(actSubmit, `/es/submit?draft=${chosen.id}`, {
          form: formBody(titled(title), { intent: "save", key: "k".repeat(43), version: String(chosen.version) }),
        });
        this.#expectSaved(answer, chosen, session);
        Object.assign(chosen, { title, version: chosen.version + 1 });
        return title;
      }
      case "sign in":
        if (this.#personIds[who] === null) return false;
        browser.keep(await sessionOf({ personId: this.#personIds[who] ?? "" }));
        this.#sessions[device] = who;
        return true;
      case "sign out":
        if (session === null) return false;
        browser.forget("sol_session");
        this.#sessions[device] = null;
        return true;
      case "sign up": {
        if (this.#personIds[who] !== null) return false;
        const form = { name: who, address: this.#address(who), password: "tres gallos en la loma 9", country: "DO", organisation: "" };
        expect((await browser.open(actSignUp, "/es/sign-up", { form })).status).toBe(200);
        this.#personIds[who] = (await db().channel.findFirstOrThrow({ where: { address: form.address } })).personId;
        this.#offer(who, device);
        return true;
      }
      case "confirm": {
        if (this.#personIds[who] === null || this.#confirmed.has(who)) return false;
        // Its letter may have been asked for by the other's sign-up in between: the page is opened by its own token.
        const channel = await db().channel.findFirstOrThrow({ where: { address: this.#address(who) } });
        const token = await db().token.findFirstOrThrow({ where: { purpose: "account.verify-email", subjectId: channel.id, usedAt: null } });
        expect((await browser.open(actConfirm, "/es/sign-up/confirm/x", { form: { password: "tres gallos en la loma 9" }, params: { token: tokenOf(token.id) } })).status).toBe(
          200,
        );
        this.#confirmed.add(who);
        // Whoever confirms with the password is signed in there.
        this.#sessions[device] = who;
        this.#open(who);
        return true;
      }
      case "ask link":
        if (!this.#confirmed.has(who) || this.#links[who] === 3) return false;
        await browser.open(askLink, "/es/sign-in/link", { form: { address: this.#address(who) } });
        this.#links[who] += 1;
        this.#offer(who, device);
        return true;
      case "open link": {
        if (this.#links[who] === 0) return false;
        const params = { token: await this.#linkOf(who) };
        if (params.token === "") return false;
        expect((await browser.open(actLink, "/es/sign-in/link/x", { form: {}, params })).status).toBe(302);
        this.#sessions[device] = who;
        this.#open(who);
        return true;
      }
      case "take": {
        if (!chosen || session === null) return false;
        const may = this.#isOffered(chosen, device) || chosen.owner === session;
        const answer = await browser.open(actDrafts, "/es/my/drafts", { form: { intent: act, draft: chosen.id } });
        expect(answer.status, `${session} takes ${chosen.title}`).toBe(may ? 302 : 409);
        if (may) {
          // Taking counts as touching it, not as a version.
          chosen.owner = session;
          for (const name of PEOPLE) this.#offers.delete(`${name} ${chosen.id}`);
        }
        return chosen.title;
      }
      case "leave":
        if (!chosen || session === null) return false;
        await browser.open(actDrafts, "/es/my/drafts", { form: { intent: act, draft: chosen.id } });
        if (this.#isOffered(chosen, device)) this.#offers.set(`${session} ${chosen.id}`, "left");
        return chosen.title;
      case "delete": {
        if (!chosen) return false;
        const may = this.#opens(chosen, device);
        const answer = await browser.open(actDrafts, "/es/my/drafts", { form: { intent: act, draft: chosen.id } });
        expect(answer.status, `${session ?? "nobody"} deletes ${chosen.title}`).toBe(may ? 302 : 409);
        if (may) this.#drafts.splice(this.#drafts.indexOf(chosen), 1);
        return chosen.title;
      }
    }
  }

  async #linkOf(who: Name): Promise<string> {
    const token = await db().token.findFirst({ where: { purpose: "account.sign-in-link", subjectId: this.#personIds[who] ?? "", usedAt: null } });
    return token ? tokenOf(token.id) : "";
  }

  async #form(device: Device): Promise<Form> {
    return ((await (await this.#browsers[device].open(openSubmit, "/es/submit")).json()) as { state: Form }).state;
  }

  async #saveNew(device: Device, { key, begunBy }: Form): Promise<string> {
    const title = `Borrador ${this.#drafts.length + 1} de ${device}`;
    const session = this.#sessions[device];
    const answer = await this.#browsers[device].open(actSubmit, "/es/submit", { form: formBody(titled(title), { intent: "save", key, begunBy, version: "" }) });
    const owned = session !== null && begunBy === "";
    const draft: Draft = { id: draftOf(answer), title, version: 1, begunIn: owned ? null : device, owner: owned ? session : null };
    this.#expectSaved(answer, draft, session);
    this.#drafts.push(draft);
    return title;
  }

  #expectSaved(answer: Response, draft: Draft, session: Name | null): void {
    const offered = session !== null && draft.owner === null;
    if (offered) count("saved by a person, and nobody's still");
    expect(answer.headers.get("Location")).toBe(offered ? `/es/my/drafts?draft=${draft.id}&step=saved` : `/es/submit?draft=${draft.id}&step=saved`);
  }

  /** What the browser holds is offered to the address; what was left is offered anew. */
  #offer(who: Name, device: Device): void {
    for (const { id, owner, begunIn } of this.#drafts) {
      const before = this.#offers.get(`${who} ${id}`);
      if (owner === null && begunIn === device && (before === undefined || before === "left")) this.#offers.set(`${who} ${id}`, "waiting");
    }
  }

  #open(who: Name): void {
    for (const [key, offer] of this.#offers) if (key.startsWith(`${who} `) && offer === "waiting") this.#offers.set(key, "open");
  }

  #opens({ owner, begunIn }: Draft, device: Device): boolean {
    const session = this.#sessions[device];
    return owner === null ? session === null && begunIn === device : owner === session;
  }

  #isOffered({ id, owner, begunIn }: Draft, device: Device): boolean {
    const session = this.#sessions[device];
    if (session === null || owner !== null) return false;
    const offer = this.#offers.get(`${session} ${id}`);
    // To an address that was confirmed before, it is held out to those only who come by its own address until the link is opened.
    return begunIn === device || (this.#confirmed.has(session) && (offer === "open" || offer === "waiting"));
  }

  /** Every draft that was acknowledged, on every device. */
  async expectLawful(): Promise<void> {
    for (const device of DEVICES) {
      const browser = this.#browsers[device];
      const session = this.#sessions[device];
      const page = (await (await browser.open(openDrafts, "/es/my/drafts")).json()) as { drafts: Array<{ id: string }>; offers: Array<{ id: string }> };
      const sorted = (ids: string[]) => ids.sort();
      expect(sorted(page.drafts.map(({ id }) => id)), `drafts on the ${device}`).toEqual(sorted(this.#drafts.filter((draft) => this.#opens(draft, device)).map(({ id }) => id)));
      const listed = this.#drafts.filter((draft) => this.#isOffered(draft, device) && (draft.begunIn === device || this.#offers.get(`${session} ${draft.id}`) === "open"));
      expect(sorted(page.offers.map(({ id }) => id)), `offers on the ${device}`).toEqual(sorted(listed.map(({ id }) => id)));
      for (const draft of this.#drafts) {
        const answer = await browser.open(openSubmit, `/es/submit?draft=${draft.id}`);
        const where = `${draft.title} on the ${device}, for ${session ?? "nobody"}`;
        if (this.#opens(draft, device)) {
          expect(answer.status, where).toBe(200);
          expect(((await answer.json()) as { state: object }).state, where).toMatchObject({ values: { title: draft.title }, version: draft.version });
        } else if (this.#isOffered(draft, device)) {
          if (draft.begunIn !== device) count(`offered elsewhere, ${this.#offers.get(`${session} ${draft.id}`)}`);
          expect(answer.headers.get("Location"), where).toBe(`/es/my/drafts?draft=${draft.id}`);
        } else if (session === null) expect(answer.headers.get("Location"), where).toMatch(/^\/es\/sign-in/);
        else expect(answer.status, where).toBe(404);
      }
    }
  }
}

it(
  "keeps each saved draft within its writer's reach until they delete it or give it away, and out of everybody else's",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 40, size: "max" }), async (steps) => {
        const walk = new Walk();
        try {
          for (const [index, one] of steps.entries()) {
            await walk.take(one);
            if (index % 3 === 2) await walk.expectLawful();
          }
          await walk.expectLawful();
        } catch (error) {
          throw new Error(`after ${walk.trail.join(" · ")}`, { cause: error });
        }
      }),
      { numRuns: WALKS, seed: SEED, endOnFailure: true },
    );
    const met = [...new Set<string>(ACTS), "saved by a person, and nobody's still", "offered elsewhere, open", "offered elsewhere, waiting"];
    expect(met.filter((what) => !taken.has(what))).toEqual([]);
  },
  PATIENCE_MS,
);
