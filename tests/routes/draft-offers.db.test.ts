import { beforeAll, describe, expect, it } from "vitest";
import { formBody } from "#tests/factories/submission-form";
import { draftOf, openEdition, signedIn, titled } from "#tests/factories/submitting";
import { lastToken } from "#tests/setup/account-forms";
import { CookieJar } from "#tests/setup/cookie-jar";
import { erasePerson } from "~/erasure.server";
import { eraseOnRequest } from "~/features/accounts/erasure.server";
import { confirmNumber } from "~/features/accounts/registration.server";
import { db } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { action as actDrafts, loader as openDrafts } from "~/routes/my-drafts";
import { loader as openMine } from "~/routes/my-solutions";
import { action as askReset } from "~/routes/reset";
import { action as actReset } from "~/routes/reset-open";
import { action as actSignIn } from "~/routes/sign-in";
import { action as askLink } from "~/routes/sign-in-link";
import { action as actLink } from "~/routes/sign-in-link-open";
import { action as actSignUp } from "~/routes/sign-up";
import { action as actConfirm } from "~/routes/sign-up-confirm";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

const PASSWORD = "lluvia de mayo en Jarabacoa 7";

beforeAll(async () => {
  await openEdition();
});

type Page = { drafts: Array<{ id: string }>; offers: Array<{ id: string; title: string; savedAt: string; left: boolean }>; asked: { id: string; title: string } | null };
const draftsPage = async (browser: CookieJar, search = "") => (await (await browser.open(openDrafts, `/es/my/drafts${search}`)).json()) as Page;
const offeredIn = async (browser: CookieJar) => (await draftsPage(browser)).offers.map(({ id }) => id);

let people = 0;
const newAddress = () => {
  people += 1;
  return `escritora${people}@ofertas.example`;
};

async function begin(browser: CookieJar, title: string): Promise<string> {
  const { state } = (await (await browser.open(openSubmit, "/es/submit")).json()) as { state: { key: string; begunBy: string } };
  return draftOf(await browser.open(actSubmit, "/es/submit", { form: formBody(titled(title), { intent: "save", key: state.key, begunBy: state.begunBy, version: "" }) }));
}
async function signUp(browser: CookieJar, address: string, next?: string): Promise<Response> {
  const path = next ? `/es/sign-up?${new URLSearchParams({ next })}` : "/es/sign-up";
  const answer = await browser.open(actSignUp, path, { form: { name: "Ana Paz", address, password: PASSWORD, country: "DO", organisation: "" } });
  expect(answer.status).toBe(200);
  return answer;
}
/** Presses the button of the last letter of this kind, in any browser. Returns where it leads on to. */
async function confirm(browser: CookieJar): Promise<string | undefined> {
  const answer = await browser.open(actConfirm, "/es/sign-up/confirm/x", { form: { password: PASSWORD }, params: { token: await lastToken("account.verify-email") } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { next?: string }).next;
}
const signIn = (browser: CookieJar, address: string, next = "") => browser.open(actSignIn, "/es/sign-in", { form: { address, password: PASSWORD, next } });
const act = (browser: CookieJar, intent: string, draft: string) => browser.open(actDrafts, "/es/my/drafts", { form: { intent, draft } });

/** Somebody with an account that was confirmed long ago, signed in nowhere. */
async function knownPerson(): Promise<string> {
  const address = newAddress();
  const browser = new CookieJar();
  await signUp(browser, address);
  await confirm(browser);
  return address;
}

describe("a draft begun on a telephone", () => {
  it("is offered on the laptop where the mailed link is opened, taken by one button, and sent", async () => {
    const [phone, laptop, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const id = await begin(phone, "Del teléfono a la computadora");
    await signUp(phone, address, `/es/submit?draft=${id}`);
    const next = await confirm(laptop);
    expect(next).toBe(`/es/submit?draft=${id}`);
    expect((await signIn(laptop, address, next)).headers.get("Location")).toBe(next);
    expect((await laptop.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location")).toBe(`/es/my/drafts?draft=${id}`);
    expect((await draftsPage(laptop, `?draft=${id}`)).asked).toMatchObject({ id, title: "Del teléfono a la computadora", edition: "Abierta", savedAt: expect.any(String) });
    const taken = await act(laptop, "take", id);
    expect(taken.headers.get("Location")).toBe(`/es/submit?draft=${id}&step=taken`);
    const form = (await (await laptop.open(openSubmit, `/es/submit?draft=${id}&step=taken`)).json()) as { state: { notice: string; key: string; version: number } };
    expect(form.state.notice).toBe("taken");
    const sent = await laptop.open(actSubmit, `/es/submit?draft=${id}`, {
      form: formBody(titled("Del teléfono a la computadora"), { intent: "send", key: form.state.key, version: String(form.state.version) }),
    });
    expect(sent.headers.get("Location")).toBe(`/es/my/solutions/${id}/receipt`);
    // Its key opens it no more.
    expect(await draftsPage(phone)).toMatchObject({ drafts: [], offers: [] });
    expect((await phone.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location")).toMatch(/^\/es\/sign-in/);
    expect(await db().draftOffer.count({ where: { submissionId: id } })).toBe(0);
  });

  it("is offered on any device to which nothing leads on, with all others of that telephone", async () => {
    const [phone, laptop, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const ids = [await begin(phone, "Una"), await begin(phone, "Dos"), await begin(phone, "Tres")];
    await signUp(phone, address);
    await confirm(laptop);
    // Where somebody lands who asked for no page.
    expect((await signIn(laptop, address)).headers.get("Location")).toBe("/es/my/solutions");
    const mine = (await (await laptop.open(openMine, "/es/my/solutions")).json()) as { cards: object[]; offers: Array<{ id: string }> };
    expect(mine.cards).toEqual([]);
    expect(mine.offers.map(({ id }) => id).sort()).toEqual([...ids].sort());
    await act(laptop, "take", ids[1] ?? "");
    expect((await offeredIn(laptop)).sort()).toEqual([ids[0], ids[2]].sort());
    expect((await draftsPage(phone)).drafts.map(({ id }) => id).sort()).toEqual([ids[0], ids[2]].sort());
  });

  it("is offered when the letter is asked for again on the laptop", async () => {
    const [phone, laptop, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const id = await begin(phone, "La carta se perdió");
    await signUp(phone, address);
    await laptop.open(askLink, "/es/sign-in/link", { form: { address } });
    await confirm(laptop);
    await signIn(laptop, address);
    expect(await offeredIn(laptop)).toEqual([id]);
  });

  it.each([
    ["a sign-in link", askLink, "sign-in/link", "account.sign-in-link"],
    ["a link for a new password", askReset, "sign-in/reset", "account.reset-password"],
  ] as const)("is offered to a person with an account who opens %s elsewhere", async (_name, askFor, path, kind) => {
    const address = await knownPerson();
    const [phone, laptop] = [new CookieJar(), new CookieJar()];
    const id = await begin(phone, "Ya tenía cuenta");
    await phone.open(askFor, `/es/${path}?${new URLSearchParams({ next: `/es/submit?draft=${id}` })}`, { form: { address } });
    const params = { token: await lastToken(kind) };
    if (kind === "account.sign-in-link") {
      expect((await laptop.open(actLink, `/es/${path}/x`, { form: {}, params })).headers.get("Location")).toBe(`/es/submit?draft=${id}`);
    } else {
      await laptop.open(actReset, `/es/${path}/x`, { form: { password: PASSWORD }, params });
      await signIn(laptop, address);
    }
    expect((await laptop.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location")).toBe(`/es/my/drafts?draft=${id}`);
    expect(await offeredIn(laptop)).toEqual([id]);
    expect((await act(laptop, "take", id)).headers.get("Location")).toBe(`/es/submit?draft=${id}&step=taken`);
  });

  it("is offered to a person with a number once a desk has confirmed it", async () => {
    const [phone, laptop] = [new CookieJar(), new CookieJar()];
    const number = "+18095550177";
    const id = await begin(phone, "Con número");
    const { code } = (await (await signUp(phone, number)).json()) as { code: string };
    await signIn(laptop, number);
    expect(await offeredIn(laptop)).toEqual([]);
    const desk = { kind: "person", personId: newId(), memberships: [{ organisationId: newId(), role: "adviser" }], submissionIds: [] } as const;
    await confirmNumber(desk, { code, from: number }, new Date());
    expect(await offeredIn(laptop)).toEqual([id]);
  });

  it("stays with its key when it is left, and is not held out to that person again", async () => {
    const [phone, laptop, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const id = await begin(phone, "No es de ella");
    await signUp(phone, address);
    await confirm(laptop);
    await signIn(laptop, address);
    expect((await act(laptop, "leave", id)).headers.get("Location")).toBe("/es/my/drafts?step=left");
    expect(await draftsPage(laptop, `?draft=${id}`)).toMatchObject({ offers: [], asked: null });
    expect((await act(laptop, "take", id)).status).toBe(409);
    expect((await draftsPage(phone)).drafts).toMatchObject([{ id }]);
    // On the telephone itself it can still be taken, by them too: a wrong press loses nothing.
    await signIn(phone, address);
    const form = (await (await phone.open(openSubmit, "/es/submit")).json()) as { kept: { offers: object[] } };
    expect(form.kept.offers).toEqual([]);
    expect((await draftsPage(phone)).offers).toMatchObject([{ id, left: true }]);
    expect((await act(phone, "take", id)).status).toBe(302);
  });
});

describe("a draft offered to an address of somebody else", () => {
  it("does nothing to them: they see title and day, and nothing is theirs before they press", async () => {
    const [thief, victim, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const bait = await begin(thief, "Un cebo");
    await signUp(thief, address);
    await confirm(victim);
    await signIn(victim, address);
    expect(await draftsPage(victim)).toMatchObject({ drafts: [], offers: [{ id: bait, title: "Un cebo" }] });
    expect(((await (await victim.open(openMine, "/es/my/solutions")).json()) as { cards: object[] }).cards).toEqual([]);
    expect((await victim.open(openSubmit, "/es/submit")).status).toBe(200);
  });

  it("is not shown in an account that was confirmed before, unless its reader opens the very link", async () => {
    const address = await knownPerson();
    const [thief, victim] = [new CookieJar(), new CookieJar()];
    const bait = await begin(thief, "Otro cebo");
    await signUp(thief, address);
    await thief.open(askLink, "/es/sign-in/link", { form: { address } });
    await signIn(victim, address);
    expect(await offeredIn(victim)).toEqual([]);
    expect(((await (await victim.open(openMine, "/es/my/solutions")).json()) as { offers: object[] }).offers).toEqual([]);
    // Nor does it say to anybody else that it exists.
    const other = new CookieJar();
    await signIn(other, await knownPerson());
    expect((await other.open(openSubmit, `/es/submit?draft=${bait}`)).status).toBe(404);
    expect((await act(other, "take", bait)).status).toBe(409);
    expect(await (await act(other, "take", newId())).json()).toEqual(await (await act(other, "take", bait)).json());
  });

  it("taken, is closed to the thief who kept its key", async () => {
    const [thief, victim, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const bait = await begin(thief, "Cebo tomado");
    await signUp(thief, address);
    await confirm(victim);
    await signIn(victim, address);
    await act(victim, "take", bait);
    const before = await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: bait } });
    const save = await thief.open(actSubmit, `/es/submit?draft=${bait}`, { form: formBody(titled("Reescrita"), { intent: "save", key: "t".repeat(43), version: "1" }) });
    expect(save.headers.get("Location")).toMatch(/^\/es\/sign-in/);
    expect((await act(thief, "delete", bait)).status).toBe(409);
    expect(await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: bait } })).toEqual(before);
  });

  it("is nobody's without a confirmed address", async () => {
    const [phone, stranger, address] = [new CookieJar(), new CookieJar(), newAddress()];
    const id = await begin(phone, "Sin confirmar");
    await signUp(phone, address);
    // Whoever registered with the address has the password, and not the letter.
    await signIn(stranger, address);
    expect(await offeredIn(stranger)).toEqual([]);
    expect((await act(stranger, "take", id)).status).toBe(409);
  });
});

describe("taking a draft", () => {
  it("by two accounts at once is won by one, and the other is told", async () => {
    for (let round = 0; round < 5; round += 1) {
      const phone = new CookieJar();
      const id = await begin(phone, `Disputada ${round}`);
      const both = [new CookieJar(), new CookieJar()];
      for (const browser of both) {
        for (const cookie of phone.cookie.split("; ")) browser.keep(cookie);
        browser.keep((await signedIn()).cookie);
      }
      const answers = await Promise.all(both.map((browser) => act(browser, "take", id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([302, 409]);
      expect(await answers.find(({ status }) => status === 409)?.json()).toEqual({ gone: true });
      const winner = both[answers.findIndex(({ status }) => status === 302)];
      expect((await winner?.open(openSubmit, `/es/submit?draft=${id}`))?.status).toBe(200);
      expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "taken_over" } })).toBe(1);
    }
  });

  it("pressed ten times at once is one taking", async () => {
    const phone = new CookieJar();
    const id = await begin(phone, "Diez veces tomada");
    phone.keep((await signedIn()).cookie);
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(phone, "take", id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(302));
    expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "taken_over" } })).toBe(1);
  });

  it("while its writer saves it without an account loses neither the words nor the taking", async () => {
    for (let round = 0; round < 5; round += 1) {
      const phone = new CookieJar();
      const id = await begin(phone, "Al mismo tiempo");
      const taker = new CookieJar();
      for (const cookie of phone.cookie.split("; ")) taker.keep(cookie);
      taker.keep((await signedIn()).cookie);
      const [saved, taken] = await Promise.all([
        phone.open(actSubmit, `/es/submit?draft=${id}`, { form: formBody(titled("La última versión"), { intent: "save", key: "s".repeat(43), version: "1" }) }),
        act(taker, "take", id),
      ]);
      expect(taken.status).toBe(302);
      const stored = await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } });
      const acknowledged = saved.headers.get("Location")?.endsWith("step=saved") === true;
      expect(stored).toMatchObject({ keyHash: null, content: { values: { title: acknowledged ? "La última versión" : "Al mismo tiempo" } } });
      expect(stored.ownerId).not.toBeNull();
    }
  });

  it("asks a visitor to sign in first, and answers nonsense with what is wrong", async () => {
    const phone = new CookieJar();
    const id = await begin(phone, "Sin entrar");
    for (const intent of ["take", "leave"]) expect((await act(phone, intent, id)).headers.get("Location")).toBe("/es/sign-in?next=%2Fes%2Fmy%2Fdrafts");
    expect((await act(phone, "adopt", id)).status).toBe(400);
    expect((await draftsPage(phone)).drafts).toMatchObject([{ id }]);
  });

  it("then erasing the account takes the draft and every offer to its addresses away", async () => {
    const [phone, address] = [new CookieJar(), newAddress()];
    const [taken, offered] = [await begin(phone, "Tomada y borrada"), await begin(phone, "Solo ofrecida")];
    await signUp(phone, address);
    await confirm(phone);
    await signIn(phone, address);
    await act(phone, "take", taken);
    await act(phone, "leave", offered);
    const [personId = ""] = await eraseOnRequest({ address }, new Date());
    await erasePerson(personId, new Date(), environment());
    expect(await db().submission.count({ where: { id: taken } })).toBe(0);
    expect(await db().draftOffer.count({ where: { submissionId: offered } })).toBe(0);
    phone.forget("sol_session");
    expect((await draftsPage(phone)).drafts).toMatchObject([{ id: offered }]);
  });
});

it("an address that a person added and never confirmed offers them nothing", async () => {
  const [phone, browser, address] = [new CookieJar(), new CookieJar(), newAddress()];
  const owner = await knownPerson();
  const { personId } = await db().channel.findFirstOrThrow({ where: { address: owner } });
  const id = await begin(phone, "Dirección añadida");
  await phone.open(askLink, "/es/sign-in/link", { form: { address } });
  await db().channel.create({ data: { id: newId(), personId, kind: "email", address, createdAt: new Date() } });
  await signIn(browser, owner);
  expect(await offeredIn(browser)).toEqual([]);
  await db().channel.updateMany({ where: { address }, data: { verifiedAt: new Date() } });
  expect(await offeredIn(browser)).toEqual([id]);
});
