import { beforeAll, describe, expect, it } from "vitest";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { draftOf, openEdition, signedIn, titled } from "#tests/factories/submitting";
import { CookieJar } from "#tests/setup/cookie-jar";
import { db } from "~/platform/database/client.server";
import { sha256 } from "~/platform/hash.server";
import { action as actDrafts, loader as openDrafts } from "~/routes/my-drafts";
import { loader as openMine } from "~/routes/my-solutions";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

beforeAll(async () => {
  await openEdition();
});

type FormPage = {
  state: { key: string; begunBy: string; submissionId: string | null; values: { title: string }; notice: string | null; version: number | null };
  kept: { drafts: Array<{ id: string; title: string; savedAt: string; edition: string }>; offers: Array<{ id: string; title: string }> } | null;
};
type DraftsPage = { drafts: Array<{ id: string; title: string }>; offers: Array<{ id: string; title: string }>; asked: { id: string; title: string } | null };
const formPage = async (answer: Response) => (await answer.json()) as FormPage;
const draftsPage = async (browser: CookieJar, search = "") => (await (await browser.open(openDrafts, `/es/my/drafts${search}`)).json()) as DraftsPage;
const idsOf = (drafts: ReadonlyArray<{ id: string }>) => drafts.map(({ id }) => id).sort();

/** A tab with an empty form in it. */
async function tabOf(browser: CookieJar) {
  const { state } = await formPage(await browser.open(openSubmit, "/es/submit"));
  return sendingOf(browser, state);
}
function sendingOf(browser: CookieJar, { key, begunBy }: { key: string; begunBy: string }) {
  return (title: string) => browser.send(actSubmit, "/es/submit", { form: formBody(titled(title), { intent: "save", key, begunBy, version: "" }) });
}
const isSaved = (answer: Response) => {
  expect(answer.status).toBe(302);
  expect(answer.headers.get("Location")).toMatch(/step=saved$/);
  return draftOf(answer);
};
async function expectAllOpen(browser: CookieJar, drafts: Readonly<Record<string, string>>) {
  for (const [title, id] of Object.entries(drafts)) {
    const answer = await browser.open(openSubmit, `/es/submit?draft=${id}`);
    expect(answer.status, title).toBe(200);
    expect((await formPage(answer)).state).toMatchObject({ submissionId: id, values: { title } });
  }
  expect(idsOf((await draftsPage(browser)).drafts)).toEqual(Object.values(drafts).sort());
}

describe("drafts begun in one browser without an account", () => {
  it("are all kept when two tabs are opened and then both saved", async () => {
    const browser = new CookieJar();
    const [first, second] = [await tabOf(browser), await tabOf(browser)];
    const one = isSaved(browser.arrive(await first("Primera pestaña")));
    const two = isSaved(browser.arrive(await second("Segunda pestaña")));
    await expectAllOpen(browser, { "Primera pestaña": one, "Segunda pestaña": two });
  });

  it("are all kept when one tab is saved before the next is opened", async () => {
    const browser = new CookieJar();
    const one = isSaved(browser.arrive(await (await tabOf(browser))("Una")));
    const two = isSaved(browser.arrive(await (await tabOf(browser))("Otra")));
    await expectAllOpen(browser, { Una: one, Otra: two });
  });

  it.each([
    ["in the order in which they were sent", [0, 1, 2]],
    ["in the reverse order", [2, 1, 0]],
  ] as const)("are all kept when three tabs without any cookie are opened and saved at once, and answers arrive %s", async (_name, order) => {
    const browser = new CookieJar();
    const pages = await Promise.all(order.map(() => browser.send(openSubmit, "/es/submit")));
    const states = await Promise.all(pages.map(async (page) => (await formPage(page.clone())).state));
    // The forms are there to be filled before the first cookie has arrived anywhere.
    for (const index of order) browser.arrive(pages[index] as Response);
    const answers = await Promise.all(states.map((state, index) => sendingOf(browser, state)(`Pestaña ${index}`)));
    for (const index of order) browser.arrive(answers[index] as Response);
    await expectAllOpen(browser, Object.fromEntries(answers.map((answer, index) => [`Pestaña ${index}`, isSaved(answer)])));
  });

  it("are all kept when two first saves without any key are under way together", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const browser = new CookieJar();
      const forms = ["a", "b"].map((letter) => sendingOf(browser, { key: letter.repeat(43), begunBy: "" }));
      const answers = await Promise.all(forms.map((save, index) => save(`Carrera ${index}`)));
      for (const index of order) browser.arrive(answers[index] as Response);
      await expectAllOpen(browser, Object.fromEntries(answers.map((answer, index) => [`Carrera ${index}`, isSaved(answer)])));
    }
  });

  it("are all kept when a page that was asked for without a cookie arrives after a draft was saved", async () => {
    const browser = new CookieJar();
    const late = await browser.send(openSubmit, "/es/submit");
    const id = isSaved(browser.arrive(await (await tabOf(browser))("La que ya estaba")));
    browser.arrive(late);
    await expectAllOpen(browser, { "La que ya estaba": id });
  });

  it("may be ten", async () => {
    const browser = new CookieJar();
    const drafts: Record<string, string> = {};
    for (let index = 0; index < 10; index += 1) drafts[`Borrador ${index}`] = isSaved(browser.arrive(await (await tabOf(browser))(`Borrador ${index}`)));
    await expectAllOpen(browser, drafts);
    const { kept, state } = await formPage(await browser.open(openSubmit, "/es/submit"));
    expect(kept?.drafts.map(({ title, edition }) => [title, edition])).toEqual(Array.from({ length: 10 }, (_, index) => [`Borrador ${9 - index}`, "Abierta"]));
    expect(state).toMatchObject({ submissionId: null, values: { title: "" } });
  });

  it("are one when the same form is sent ten times at once", async () => {
    const browser = new CookieJar();
    const save = await tabOf(browser);
    const before = await db().solution.count();
    const answers = await Promise.all(Array.from({ length: 10 }, () => save("La misma diez veces")));
    expect(new Set(answers.map(isSaved)).size).toBe(1);
    expect(await db().solution.count()).toBe(before + 1);
  });

  it("are not said to be saved in a browser that keeps no cookies, and nothing typed is lost", async () => {
    const browser = new CookieJar(false);
    const save = await tabOf(browser);
    const before = await db().submissionDraft.count();
    for (let time = 0; time < 3; time += 1) {
      const answer = await save("Sin cookies");
      expect(answer.headers.get("Location")).toBeNull();
      expect(await answer.json()).toMatchObject({ notice: "cookies", submissionId: null, values: titled("Sin cookies") });
    }
    // Pressed again and again it fills no table.
    expect(await db().submissionDraft.count()).toBe(before + 1);
  });

  it("are saved at the second try when only the key was gone", async () => {
    const browser = new CookieJar();
    const save = await tabOf(browser);
    browser.forget("sol_draft");
    const told = (await browser.arrive(await save("Otra vez")).json()) as { notice: string; key: string; begunBy: string; version: number };
    expect(told.notice).toBe("cookies");
    const form = formBody(titled("Otra vez, con más"), { intent: "save", key: told.key, begunBy: told.begunBy, version: String(told.version) });
    const id = isSaved(browser.arrive(await browser.send(actSubmit, "/es/submit", { form })));
    await expectAllOpen(browser, { "Otra vez, con más": id });
  });

  it("are one when the same form is sent ten times at once by a browser without a key, and another's when a stranger sends that form", async () => {
    const browser = new CookieJar();
    const form = { key: "z".repeat(43), begunBy: "" };
    const before = await db().solution.count();
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendingOf(browser, form)("Sin llave todavía")));
    const ids = new Set(answers.map((answer) => isSaved(browser.arrive(answer))));
    expect(ids.size).toBe(1);
    expect(await db().solution.count()).toBe(before + 1);
    await expectAllOpen(browser, { "Sin llave todavía": [...ids][0] ?? "" });
    const stranger = new CookieJar();
    const same = await sendingOf(stranger, form)("Sin llave todavía");
    expect(ids).not.toContain(isSaved(same));
    expect(same.headers.get("Set-Cookie")).not.toBe(answers[0]?.headers.get("Set-Cookie"));
  });

  it("are opened by nothing that stands in a page", async () => {
    const browser = new CookieJar();
    const { state } = await formPage(await browser.open(openSubmit, "/es/submit"));
    const id = isSaved(browser.arrive(await sendingOf(browser, state)("Con llave aparte")));
    const stored = await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } });
    expect(stored.keyHash).not.toBe(sha256(state.key));
    expect(browser.cookie).not.toContain(state.key);
    for (const name of ["sol_draft", "sol_draft_000000000000", browser.cookie.split("=")[0] ?? ""]) {
      const thief = new CookieJar();
      thief.keep(`${name}=${state.key}`);
      expect((await thief.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location"), name).toMatch(/^\/es\/sign-in/);
      expect((await draftsPage(thief)).drafts).toEqual([]);
    }
    // A stranger who was handed the same page begins another draft with it.
    const stranger = new CookieJar();
    await tabOf(stranger);
    const other = isSaved(stranger.arrive(await sendingOf(stranger, state)("La misma página, otra persona")));
    expect(other).not.toBe(id);
    await expectAllOpen(browser, { "Con llave aparte": id });
    await expectAllOpen(stranger, { "La misma página, otra persona": other });
  });

  it("stay out of reach of a browser whose cookies are not keys", async () => {
    for (const value of ["", "x", "x".repeat(42), "x".repeat(44), `${"x".repeat(42)}.`, `${"x".repeat(43)},y`]) {
      const browser = new CookieJar();
      browser.keep(`sol_draft_000000000000=${value}`);
      expect((await draftsPage(browser)).drafts, value).toEqual([]);
    }
  });

  it("give their key in cookies that scripts and other sites cannot use, kept for 180 days from each save", async () => {
    const browser = new CookieJar();
    const page = await browser.open(openSubmit, "/es/submit");
    expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/^sol_draft_[0-9a-f]{12}=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect(page.headers.get("Cache-Control")).toBe("private, no-store");
    const saved = await sendingOf(browser, (await formPage(page)).state)("Con plazo");
    expect(saved.headers.getSetCookie()).toEqual([expect.stringMatching(/^sol_draft_[0-9a-f]{12}=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect((await browser.open(openSubmit, "/es/submit")).headers.getSetCookie()).toEqual([]);
  });

  it("made before a browser had one key for all are opened by their own key, beside those that come after", async () => {
    const key = "o".repeat(43);
    const browser = new CookieJar();
    const old = isSaved(browser.arrive(await (await tabOf(browser))("De antes")));
    await db().submissionDraft.update({ where: { submissionId: old }, data: { keyHash: sha256(key) } });
    browser.forget("sol_draft");
    browser.keep(`sol_draft=${key}`);
    await expectAllOpen(browser, { "De antes": old });
    const fresh = isSaved(browser.arrive(await (await tabOf(browser))("De después")));
    await expectAllOpen(browser, { "De antes": old, "De después": fresh });
    // The old key stood in a page once: it opens nothing new.
    const reader = new CookieJar();
    reader.keep(`sol_draft=${key}`);
    await expectAllOpen(reader, { "De antes": old });
  });
});

describe("a draft that is deleted", () => {
  const remove = (browser: CookieJar, id: string) => browser.open(actDrafts, "/es/my/drafts", { form: { intent: "delete", draft: id } });

  it("is gone whole, and the others of its browser stay", async () => {
    const browser = new CookieJar();
    const save = await tabOf(browser);
    const [gone, stays] = [isSaved(browser.arrive(await save("Se va"))), isSaved(browser.arrive(await (await tabOf(browser))("Se queda")))];
    const { solutionId } = await db().submission.findUniqueOrThrow({ where: { id: gone } });
    expect((await remove(browser, gone)).headers.get("Location")).toBe("/es/my/drafts?step=deleted");
    expect(await db().submission.count({ where: { id: gone } })).toBe(0);
    expect(await db().solution.count({ where: { id: solutionId } })).toBe(0);
    await expectAllOpen(browser, { "Se queda": stays });
    expect((await remove(browser, gone)).status).toBe(409);
    // Sent again from a tab that is still open, its form begins another: what is typed there is not lost.
    const again = isSaved(browser.arrive(await save("Se va")));
    await expectAllOpen(browser, { "Se queda": stays, "Se va": again });
  });

  it("leaves the other forms of its browser known, so that they stay one draft when sent again", async () => {
    const browser = new CookieJar();
    const [kept, gone] = [await tabOf(browser), await tabOf(browser)];
    const one = isSaved(browser.arrive(await kept("La que queda")));
    await remove(browser, isSaved(browser.arrive(await gone("La que se borra"))));
    expect(isSaved(await kept("La que queda"))).toBe(one);
  });

  it("is its person's own, and never submitted", async () => {
    const writer = new CookieJar();
    writer.keep((await signedIn()).cookie);
    const own = isSaved(writer.arrive(await (await tabOf(writer))("Propio")));
    const other = new CookieJar();
    other.keep((await signedIn()).cookie);
    const stranger = new CookieJar();
    for (const browser of [other, stranger]) expect((await remove(browser, own)).status).toBe(409);
    const answer = await writer.open(actSubmit, "/es/submit", { form: formBody(titled("Enviada, no borrador"), { intent: "send", key: "e".repeat(43), version: "" }) });
    const sent = /solutions\/([0-9a-f-]{36})\/receipt/.exec(answer.headers.get("Location") ?? "")?.[1] ?? "";
    expect((await remove(writer, sent)).status).toBe(409);
    await db().submission.update({ where: { id: sent }, data: { state: "draft" } });
    await db().submissionDraft.create({ data: { submissionId: sent, content: { values: filledForm() }, updatedAt: new Date() } });
    expect((await remove(writer, sent)).status).toBe(409);
    expect(idsOf((await draftsPage(writer)).drafts)).toEqual([own]);
    expect((await remove(writer, own)).status).toBe(302);
    expect(await db().submission.count({ where: { id: { in: [own, sent] } } })).toBe(1);
    for (const id of ["", "x", "019a0000-0000-7000-8000-000000000000"]) expect((await remove(writer, id)).status).toBe(409);
  });
});

describe("on a telephone that several people use", () => {
  it("a draft without an account is offered to the person who signs in, and is not theirs", async () => {
    const phone = new CookieJar();
    const id = isSaved(phone.arrive(await (await tabOf(phone))("De quien lo escribió")));
    const neighbour = await signedIn();
    phone.keep(neighbour.cookie);
    const { kept, state } = await formPage(await phone.open(openSubmit, "/es/submit"));
    expect(kept).toMatchObject({ drafts: [], offers: [{ id, title: "De quien lo escribió" }] });
    expect(state).toMatchObject({ submissionId: null, values: { title: "" } });
    const mine = (await (await phone.open(openMine, "/es/my/solutions")).json()) as { cards: object[]; offers: object[] };
    expect(mine).toMatchObject({ cards: [], offers: [{ id }] });
    expect((await phone.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location")).toBe(`/es/my/drafts?draft=${id}`);
    expect(await draftsPage(phone, `?draft=${id}`)).toMatchObject({ drafts: [], asked: { id, title: "De quien lo escribió" } });
    // Title and day, and nothing of what it says.
    expect(JSON.stringify(await draftsPage(phone))).not.toContain(filledForm().problem);
    // They sign out: it is where it was.
    phone.forget("sol_session");
    await expectAllOpen(phone, { "De quien lo escribió": id });
    expect(await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } })).toMatchObject({ ownerId: null });
  });

  it("saving or sending it signed in keeps the words and adopts nothing", async () => {
    const phone = new CookieJar();
    const id = isSaved(phone.arrive(await (await tabOf(phone))("Antes de entrar")));
    const { state } = await formPage(await phone.open(openSubmit, `/es/submit?draft=${id}`));
    const { id: personId, cookie } = await signedIn();
    phone.keep(cookie);
    for (const [intent, title, version] of [
      ["save", "Después de entrar", state.version],
      ["send", "Y enviada", Number(state.version) + 1],
    ] as const) {
      const answer = await phone.open(actSubmit, `/es/submit?draft=${id}`, {
        form: formBody(titled(title), { intent, key: state.key, begunBy: state.begunBy, version: String(version) }),
      });
      expect(answer.headers.get("Location")).toBe(`/es/my/drafts?draft=${id}&step=saved`);
      expect(await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } })).toMatchObject({ ownerId: null, content: { values: { title } } });
    }
    expect(await db().membership.count({ where: { personId } })).toBe(0);
  });

  it("a form opened without an account and saved after somebody signed in is nobody's yet", async () => {
    const phone = new CookieJar();
    const save = await tabOf(phone);
    const { cookie } = await signedIn();
    phone.keep(cookie);
    const answer = phone.arrive(await save("Empezada sin cuenta"));
    expect(answer.headers.get("Location")).toMatch(/^\/es\/my\/drafts\?draft=.*&step=saved$/);
    phone.forget("sol_session");
    await expectAllOpen(phone, { "Empezada sin cuenta": draftOf(answer) });
  });

  it("what an account has saved is not there for the next one, nor for the browser without one", async () => {
    const phone = new CookieJar();
    phone.keep((await signedIn()).cookie);
    const id = isSaved(phone.arrive(await (await tabOf(phone))("De mi cuenta")));
    phone.forget("sol_session");
    expect((await phone.open(openSubmit, `/es/submit?draft=${id}`)).headers.get("Location")).toMatch(/^\/es\/sign-in/);
    expect(await draftsPage(phone)).toMatchObject({ drafts: [], offers: [] });
    phone.keep((await signedIn()).cookie);
    expect((await phone.open(openSubmit, `/es/submit?draft=${id}`)).status).toBe(404);
    expect(await draftsPage(phone, `?draft=${id}`)).toMatchObject({ drafts: [], offers: [], asked: null });
  });
});
