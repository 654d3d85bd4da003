import { generateTOTP } from "@oslojs/otp";
import { expect } from "vitest";
import { formBody } from "#tests/factories/submission-form";
import { newKey, titled } from "#tests/factories/submitting";
import { actorOf, cookieOf, send } from "#tests/setup/account-forms";
import { ask } from "#tests/setup/ask";
import { composeLetter } from "~/features/notifications/compose.server";
import { type LetterJob, LetterJobSchema } from "~/features/notifications/schema";
import { db, transaction } from "~/platform/database/client.server";
import { tokenOf } from "~/platform/tokens.server";
import { action as addAddress } from "~/routes/account-address";
import { action as factor } from "~/routes/account-second-factor";
import { action as askReset } from "~/routes/reset";
import { action as reset, loader as resetPage } from "~/routes/reset-open";
import { action as signIn } from "~/routes/sign-in";
import { action as giveCode } from "~/routes/sign-in-code";
import { action as askLink } from "~/routes/sign-in-link";
import { action as openLink } from "~/routes/sign-in-link-open";
import { action as signUp } from "~/routes/sign-up";
import { action as confirm } from "~/routes/sign-up-confirm";
import { action as submit } from "~/routes/submit";

/** Two people and one address: a thief who types it, and its owner, who reads what is sent there. Everything goes through the routes. */
export type Step = keyof typeof STEPS;
export type Letter = { kind: LetterJob["kind"]; token: string };

const PASSWORDS = {
  thief: "la clave larga del ladrón astuto",
  owner: "siete gallinas bajo el toldo",
  second: "otra frase larga de su dueña",
  chosen: "ocho mangos en la carreta azul",
};
const LINK_KINDS: ReadonlySet<string> = new Set(["account.verify-email", "account.sign-in-link", "account.reset-password"]);

const mail = new Map<string, Letter[]>();
const read = new Set<bigint>();
let reading: Promise<void> = Promise.resolve();

/** Puts the letters that were asked for since the last time where they go. */
function deliver(): Promise<void> {
  reading = reading.then(async () => {
    const jobs = await db().$queryRaw<Array<{ id: bigint; payload: unknown }>>`SELECT id, payload FROM graphile_worker._private_jobs ORDER BY id DESC LIMIT 200`;
    // A number that was taken first may be seen last.
    for (const { id, payload } of jobs.filter((job) => !read.has(job.id)).reverse()) {
      read.add(id);
      const parsed = LetterJobSchema.safeParse(payload);
      if (!parsed.success) continue;
      const job = parsed.data;
      const composed = await transaction((tx) => composeLetter(tx, job, "http://localhost:3000", new Date()));
      for (const { address } of composed?.addresses ?? []) {
        mail.set(address, [...(mail.get(address) ?? []), { kind: job.kind, token: LINK_KINDS.has(job.kind) ? tokenOf(job.subjectId) : "" }]);
      }
    }
  });
  return reading;
}

const linksAt = (address: string, kind?: string) => (mail.get(address) ?? []).filter((letter) => LINK_KINDS.has(letter.kind) && (kind === undefined || letter.kind === kind));

let walks = 0;

export class Walk {
  readonly address: string;
  readonly other: string;
  /** The thief's own, where they read letters. */
  readonly thiefs = new Set<string>();
  private readonly thiefCookies: string[] = [];
  private readonly thiefTickets: string[] = [];
  private readonly thiefDrafts: string[] = [];
  private readonly ownerDrafts: Array<{ id: string; personId: string }> = [];
  private thiefCode: (() => string) | undefined;
  private readonly typedBy = { signUps: 0, links: 0 };
  /** The passwords that the owner typed where they were told to, the last one last. */
  private readonly ownerPasswords: string[] = [];
  /** Who the owner is since they confirmed. */
  owner: string | undefined;
  steps: string[] = [];

  constructor() {
    walks += 1;
    this.address = `duena${walks}@colmado.example`;
    this.other = `ladron${walks}@malo.example`;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      // Limits slow a guesser down; what they let through is asked here.
      await db().$executeRaw`DELETE FROM limits.tries`;
      this.steps.push(step);
      const before = this.owner;
      await STEPS[step](this);
      if (this.owner !== before) await this.checkThief();
    }
    await this.ownerGetsIn();
    await this.checkThief();
    await this.checkOwnersThings();
  }

  /** Does something that may send links, all of which go to the address that was typed. */
  private async typing<T>(address: string, work: () => Promise<T>): Promise<T> {
    await deliver();
    const before = new Map([this.address, this.other].map((one) => [one, linksAt(one).length]));
    const done = await work();
    await deliver();
    for (const [one, count] of before) if (one !== address) expect(linksAt(one).length, `${this.steps}: a link went to ${one}, though ${address} was typed`).toBe(count);
    return done;
  }

  async signUpAs(who: "thief" | "owner" | "second"): Promise<void> {
    this.typedBy.signUps += 1;
    if (this.typedBy.signUps > 5) return;
    const form = { name: `De ${who}`, address: this.address, password: PASSWORDS[who], country: "DO", organisation: `Firma de ${who}` };
    expect((await this.typing(this.address, () => send(signUp, form))).status).toBe(200);
    if (who !== "thief") this.ownerPasswords.push(PASSWORDS[who]);
  }

  /** With everything that a thief can plant while they are in: a session, a draft, a second factor, a ticket, another confirmed address. */
  async plant(): Promise<void> {
    const cookie = await this.thiefEnters();
    if (cookie === undefined) return;
    this.thiefDrafts.push(await this.draft(cookie, "Del ladrón"));
    await this.typing(this.other, () => send(addAddress, { address: this.other, current: PASSWORDS.thief }, { cookie }));
    for (const { token } of linksAt(this.other, "account.verify-email")) await send(confirm, { password: PASSWORDS.thief }, { token });
    const begun = (await (await send(factor, { intent: "begin", current: PASSWORDS.thief }, { cookie }).catch((thrown: Response) => thrown)).text()) || "{}";
    const key = (JSON.parse(begun) as { key?: { key: string } | null }).key?.key;
    if (key === undefined) return;
    this.thiefCode = appWith(key);
    await send(factor, { intent: "confirm", code: this.thiefCode() }, { cookie });
    this.thiefTickets.push(cookieOf(await send(signIn, { address: this.address, password: PASSWORDS.thief })));
  }

  private async thiefEnters(): Promise<string | undefined> {
    const answer = await send(signIn, { address: this.address, password: PASSWORDS.thief });
    const cookie = cookieOf(answer);
    if (!cookie.startsWith("sol_session=")) return undefined;
    this.thiefCookies.push(cookie);
    return cookie;
  }

  /** The thief's own confirmed account takes the owner's address in, if it can. */
  async addToThiefsAccount(): Promise<void> {
    const own = `cuenta-${this.other}`;
    if (!this.thiefs.has(own)) {
      await send(signUp, { name: "Ladrón", address: own, password: PASSWORDS.thief, country: "DO", organisation: "" });
      await deliver();
      for (const { token } of linksAt(own)) this.thiefCookies.push(cookieOf(await send(confirm, { password: PASSWORDS.thief }, { token })));
      this.thiefs.add(own);
    }
    const cookie = cookieOf(await send(signIn, { address: own, password: PASSWORDS.thief }));
    this.thiefCookies.push(cookie);
    this.typedBy.links += 1;
    if (this.typedBy.links > 2) return;
    await this.typing(this.address, () => send(addAddress, { address: this.address, current: PASSWORDS.thief }, { cookie }));
  }

  async askFor(kind: "reset" | "link"): Promise<void> {
    this.typedBy.links += 1;
    if (this.typedBy.links > 2) return;
    await this.typing(this.address, () => send(kind === "reset" ? askReset : askLink, { address: this.address }));
  }

  async ownerWrites(): Promise<void> {
    for (const password of this.ownerPasswords) {
      const cookie = cookieOf(await send(signIn, { address: this.address, password }));
      const actor = await actorOf(cookie);
      if (actor.kind !== "person") continue;
      this.ownerDrafts.push({ id: await this.draft(cookie, "De la dueña"), personId: actor.personId });
      return;
    }
  }

  private async draft(cookie: string, title: string): Promise<string> {
    const answer = await ask(submit, "/es/submit", { cookie, form: formBody(titled(title), { key: await newKey(), intent: "save" }) });
    return new URL(answer.headers.get("Location") ?? "", "http://x.invalid").searchParams.get("draft") ?? "";
  }

  /** Opens a letter that confirms, and types each of the passwords that are the owner's, as somebody does who isn't sure. */
  async openConfirmation(which: "oldest" | "newest"): Promise<void> {
    const letters = linksAt(this.address, "account.verify-email");
    const letter = which === "oldest" ? letters[0] : letters.at(-1);
    if (!letter) return;
    // Somebody who never signed up and presses the button all the same has no password that fits.
    for (const password of [...[...this.ownerPasswords].reverse(), "una clave que nadie eligió"]) {
      const answer = await send(confirm, { password }, { token: letter.token });
      // It says what to do: another password, or that the address has its account, or that the link is used.
      expect([200, 400, 410], String(this.steps)).toContain(answer.status);
      if (answer.status !== 200) continue;
      const actor = await actorOf(cookieOf(answer));
      expect(actor.kind, `${this.steps}: in with the password of a sign-up`).toBe("person");
      if (actor.kind === "person") this.owner = actor.personId;
      return;
    }
  }

  async openLinks(kind: "account.reset-password" | "account.sign-in-link"): Promise<void> {
    const letter = linksAt(this.address, kind).at(-1);
    if (!letter) return;
    let { token } = letter;
    if (kind === "account.sign-in-link") {
      const answer = await send(openLink, {}, { token });
      const chosen = /\/sign-in\/reset\/([^/?]+)/.exec(answer.headers.get("Location") ?? "")?.[1];
      if (answer.status === 410) return;
      if (chosen === undefined) {
        const actor = await actorOf(cookieOf(answer));
        expect(actor, `${this.steps}: a sign-in link leads in`).toMatchObject({ kind: "person" });
        if (actor.kind === "person") this.becomes(actor.personId);
        return;
      }
      token = chosen;
    }
    await this.choose(token);
  }

  private async choose(token: string): Promise<void> {
    const answer = await send(reset, { password: PASSWORDS.chosen }, { token });
    if (answer.status === 410) return;
    expect(answer.status).toBe(200);
    this.ownerPasswords.push(PASSWORDS.chosen);
    const entered = await send(signIn, { address: this.address, password: PASSWORDS.chosen });
    const actor = await actorOf(cookieOf(entered));
    expect(actor, `${this.steps}: in with the password that was just chosen`).toMatchObject({ kind: "person" });
    if (actor.kind === "person") this.becomes(actor.personId);
  }

  private becomes(personId: string): void {
    if (this.owner !== undefined) expect(personId, `${this.steps}: one address, one account`).toBe(this.owner);
    this.owner = personId;
  }

  /** Nothing of the thief's opens the account of the address's owner, and nothing of theirs is in it. */
  async checkThief(): Promise<void> {
    if (this.owner === undefined) return;
    const where = String(this.steps);
    for (const cookie of this.thiefCookies) expect(await actorOf(cookie), `${where}: the thief's session`).not.toMatchObject({ personId: this.owner });
    const entered = await send(signIn, { address: this.address, password: PASSWORDS.thief });
    expect(entered.status, `${where}: the thief's password`).not.toBe(302);
    for (const ticket of this.thiefTickets) {
      const answer = await send(giveCode, { code: this.thiefCode?.() ?? "" }, { cookie: ticket });
      expect(await actorOf(cookieOf(answer)), `${where}: the thief's ticket`).not.toMatchObject({ personId: this.owner });
    }
    for (const address of [this.other, ...this.thiefs]) {
      for (const { kind, token } of linksAt(address)) {
        if (kind === "account.verify-email") await send(confirm, { password: PASSWORDS.thief }, { token });
        if (kind === "account.sign-in-link")
          expect(await actorOf(cookieOf(await send(openLink, {}, { token }))), `${where}: the thief's link`).not.toMatchObject({ personId: this.owner });
      }
    }
    const person = await db().person.findUniqueOrThrow({
      where: { id: this.owner },
      include: { channels: true, secondFactor: true, memberships: { include: { organisation: true } } },
    });
    expect(
      person.channels.map(({ address, verifiedAt }) => [address, verifiedAt !== null]),
      `${where}: its addresses`,
    ).toEqual([[this.address, true]]);
    expect(person.secondFactor, `${where}: its second factor`).toBeNull();
    expect(`${person.displayName} ${person.memberships.map(({ organisation }) => organisation.name)}`, `${where}: its name and firm`).not.toMatch(/adrón|thief/);
    for (const id of this.thiefDrafts) expect((await db().submissionDraft.findUnique({ where: { submissionId: id } }))?.ownerId, `${where}: its drafts`).not.toBe(this.owner);
    expect(await db().channel.count({ where: { address: this.address } }), `${where}: nobody else has the address`).toBe(1);
  }

  /** By a password that they typed, else by choosing one: whatever went before. */
  private async ownerGetsIn(): Promise<void> {
    await db().$executeRaw`DELETE FROM limits.tries`;
    for (const password of this.owner === undefined ? [] : this.ownerPasswords) {
      const actor = await actorOf(cookieOf(await send(signIn, { address: this.address, password })));
      if (actor.kind === "person" && actor.personId === this.owner) return;
    }
    if (this.owner !== undefined) throw new Error(`${this.steps}: nothing that the owner typed lets them in`);
    const before = linksAt(this.address, "account.reset-password").length;
    await this.typing(this.address, () => send(askReset, { address: this.address }));
    const letter = linksAt(this.address, "account.reset-password")[before];
    if (!letter) {
      // Nobody has it on any account: they sign up.
      this.typedBy.signUps = 0;
      await this.signUpAs("owner");
      await this.openConfirmation("newest");
      expect(this.owner, `${this.steps}: the owner is in`).toBeDefined();
      return;
    }
    expect((await ask(resetPage, "/es/sign-in/reset/x", { params: { token: letter.token } })).status).toBe(200);
    await this.choose(letter.token);
    expect(this.owner, `${this.steps}: the owner is in`).toBeDefined();
  }

  /** What they wrote stands in the account in which they wrote it: theirs once they confirmed that one, and never gone. */
  private async checkOwnersThings(): Promise<void> {
    for (const { id, personId } of this.ownerDrafts) {
      const draft = await db().submissionDraft.findUnique({ where: { submissionId: id } });
      expect(draft?.ownerId, `${this.steps}: what the owner wrote`).toBe(personId);
    }
  }
}

/** What an app on a telephone makes of the key that was shown. */
function appWith(key: string): () => string {
  const bits = [...key.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  return () => generateTOTP(bytes, 30, 6);
}

export const STEPS = {
  "thief signs up": (walk: Walk) => walk.signUpAs("thief"),
  "thief plants": (walk: Walk) => walk.plant(),
  "thief adds it": (walk: Walk) => walk.addToThiefsAccount(),
  "owner signs up": (walk: Walk) => walk.signUpAs("owner"),
  "owner signs up anew": (walk: Walk) => walk.signUpAs("second"),
  "owner drafts": (walk: Walk) => walk.ownerWrites(),
  "owner opens the oldest": (walk: Walk) => walk.openConfirmation("oldest"),
  "owner opens the newest": (walk: Walk) => walk.openConfirmation("newest"),
  "somebody asks for a reset": (walk: Walk) => walk.askFor("reset"),
  "somebody asks for a link": (walk: Walk) => walk.askFor("link"),
  "owner opens the reset": (walk: Walk) => walk.openLinks("account.reset-password"),
  "owner opens the link": (walk: Walk) => walk.openLinks("account.sign-in-link"),
} as const satisfies Record<string, (walk: Walk) => Promise<void>>;
