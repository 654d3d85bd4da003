import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTE_LIST } from "#tests/routes/route-list";
import { sessionOf } from "#tests/setup/ask";
import { expectNoOverflow, expectPageAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { type Form, formsIn, tagsOf } from "#tests/setup/html";
import { type OwnPostgres, ownPostgres } from "#tests/setup/own-postgres";
import { eventually } from "#tests/setup/processes";
import { endProcess, SESSION_SECRET, type Site, spawnServer } from "#tests/setup/site";
import { bodyOf, demonstrationWalkers, type FoundForm, walkForms } from "#tests/setup/walk";
import { connectDatabase, db, disconnectDatabase } from "~/platform/database/client.server";
import { isSecretField } from "~/platform/http/kept-fields";

const TOKEN = "a token that only Prometheus has";
/** What people are promised is five seconds; a busy machine may add some. */
const SECONDS = 15;
const TYPED = 'Mis clientes "pagan" tarde</textarea><script>alert(1)</script>\ny <b>olvidan</b>';

let postgres: OwnPostgres;
let server: Awaited<ReturnType<typeof spawnServer>>;
let forms: FoundForm[];
let session = "";

beforeAll(async () => {
  process.env.SESSION_SECRET = SESSION_SECRET;
  postgres = await ownPostgres();
  server = await spawnServer({ DATABASE_URL: postgres.url, DATA_DIR: postgres.dataDir, METRICS_TOKEN: TOKEN, LOG_LEVEL: "warn" });
  await connectDatabase(postgres.url, { max: 2 });
  const member = await db().membership.findFirstOrThrow({ where: { role: "coordinator" } });
  session = await sessionOf({ personId: member.personId });
  forms = await walkForms(
    { origin: server.origin, get: (path: string, init?: RequestInit) => fetch(new URL(path, server.origin), { redirect: "manual", ...init }) } as Site,
    await demonstrationWalkers(),
  );
  // The test's own connections are no part of what is tried.
  await disconnectDatabase();
  await get("/es");
}, 600_000);
afterAll(async () => {
  await endProcess(server.child, "SIGKILL");
  postgres.end();
});

const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.origin), { redirect: "manual", signal: AbortSignal.timeout(SECONDS * 1_000), ...init });
const isReady = () => eventually(async () => (await get("/readyz").catch(() => undefined))?.status === 200, 60);

async function administer(sql: string): Promise<void> {
  const url = new URL(postgres.url);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql);
  await client.end();
}

type Failure = { begin(): Promise<void> | void; end(): Promise<void> | void };
const FAILURES: Record<string, Failure> = {
  "is stopped (pg_ctl stop -m fast)": { begin: () => postgres.stop(), end: () => postgres.start() },
  "refuses connections": {
    async begin() {
      await administer("ALTER DATABASE solucionario ALLOW_CONNECTIONS false");
      await administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'solucionario'");
    },
    end: () => administer("ALTER DATABASE solucionario ALLOW_CONNECTIONS true"),
  },
  "hangs (SIGSTOP)": { begin: () => postgres.hang(), end: () => postgres.goOn() },
};

/** A form with something typed wherever something can be typed. */
function filledIn(form: FoundForm): URLSearchParams {
  const changes = form.fields.flatMap(({ name, type, options }) => {
    if (["text", "textarea"].includes(type)) return [[name, TYPED]];
    if (type === "password") return [[name, "siete gallinas bajo el toldo"]];
    if (type === "select" && options.length > 0) return [[name, options.at(-1) ?? ""]];
    return [];
  });
  return bodyOf(form, Object.fromEntries(changes));
}

/** Side by side, because each of them waits until it is sure that nothing comes. */
async function forEach<T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 10) await Promise.all(items.slice(from, from + 10).map(check));
}

const pairsOf = (form: Form) => form.fields.map(({ name, value }) => [name, value.replaceAll("\r\n", "\n")]);
const onward = (path: string) => path.replace(/^https?:\/\/[^/]+/, "");

describe.each(Object.entries(FAILURES))("while PostgreSQL %s", { timeout: 400_000 }, (_how, { begin, end }) => {
  let before = 0;
  beforeAll(async () => {
    expect(await isReady()).toBe(true);
    expect((await get("/es")).status).toBe(200);
    before = server.log().length;
    await begin();
  });
  afterAll(async () => {
    await end();
    expect(await isReady(), "the site recovers by itself").toBe(true);
    for (const [path, status] of [
      ["/es/countries", 200],
      ["/api/v1/solutions", 200],
      ["/es/submit", 200],
    ] as const)
      expect(await eventually(async () => (await get(path)).status === status, 30), path).toBe(true);
  });

  it("the process is alive, not ready, and tells what it can of itself", async () => {
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
    // Several at once and one after the other: one figure that can't be read must not end the process.
    for (let time = 0; time < 2; time += 1) {
      const scrapes = await Promise.all([1, 2, 3].map(() => get("/metrics", { headers: { authorization: `Bearer ${TOKEN}` } })));
      for (const answer of scrapes) {
        const text = await answer.text();
        expect(answer.status).toBe(200);
        expect(text).toMatch(/^solucionario_database_up 0$/m);
        expect(text).not.toMatch(/^solucionario_(submissions|letters|jobs|workers|search_queue)\w*[ {]/m);
        expect(text).toMatch(/^solucionario_measures_unread_total\{measure="solucionario_submissions"\} [1-9]/m);
      }
    }
    expect((await get("/healthz")).status).toBe(200);
  });

  it("pages in memory are served, and everything else is answered with 503, when to come back, and a sentence in its reader's language", async () => {
    const page = await get("/es");
    expect([page.status, page.headers.get("x-cache")]).toEqual([200, expect.stringMatching(/memory|stale/)]);
    await forEach(Object.entries(ROUTE_LIST), async ([pattern, { example, get: usual }]) => {
      for (const cookie of usual === 302 ? [session] : ["", session]) {
        const answer = await get(example.replace("/es/", "/pt/"), { headers: cookie ? { cookie } : {} });
        const text = await answer.text();
        expect([200, 302, 404, 405, 503], `${pattern} ${cookie}: ${answer.status}`).toContain(answer.status);
        if (answer.status !== 503) continue;
        expect([answer.headers.get("retry-after"), answer.headers.get("cache-control")], pattern).toEqual(["30", "no-store"]);
        if (example.startsWith("/api/") || example.startsWith("/data/")) {
          expect(answer.headers.get("content-type"), pattern).toMatch(/^application\/problem\+json/);
          expect(JSON.parse(text)).toMatchObject({ status: 503, title: "database", detail: expect.stringMatching(/\w+ \w+/) });
        } else if (example.startsWith("/es/")) expect(text, pattern).toMatch(/<html lang="pt">.*Não podemos responder agora/s);
      }
    });
    const mustFail = [
      "/es/institutions",
      "/en/solutions/hielo-de-turno-cava-compartida-para-pescadores",
      "/api/v1/taxonomies",
      "/data/solutions.jsonl",
      "/es/submit",
      "/es/sign-in/link/nobodys",
    ];
    for (const path of mustFail) expect((await get(`${path}?cold=${Math.random()}`)).status, path).toBe(503);
    for (const path of ["/es/account", "/es/coordinate", "/es/my/solutions", "/es/my/data"]) expect((await get(path, { headers: { cookie: session } })).status, path).toBe(503);
    expect((await get("/data/solutions.csv", { headers: { accept: "text/html", "accept-language": "en" } })).headers.get("content-language")).toBe("en");
  });

  it("every form comes back with what was typed, to be sent once more, and with nothing secret", async () => {
    let given = 0;
    await forEach(forms, async (form) => {
      const name = `${form.who} ${form.pattern} ${form.fields.map((field) => field.name).join(" ")}`;
      const body = filledIn(form);
      for (const cookie of [...new Set([form.cookie, session])]) {
        const answer = await get(form.action, { method: "POST", headers: { origin: server.origin, ...(cookie && { cookie }) }, body });
        const html = await answer.text();
        // What is refused or led on without asking the database is answered as ever.
        if (answer.status < 500) {
          expect([302, 303, 400, 404, 410], name).toContain(answer.status);
          continue;
        }
        given += 1;
        expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control")], name).toEqual([503, "30", "no-store"]);
        expect(html, name).toMatch(/<html lang="es">/);
        expect(
          tagsOf(html).filter((tag) => tag.name === "script" || tag.name === "b"),
          name,
        ).toEqual([]);
        const back = formsIn(html, form.action).filter(({ method }) => method === "post");
        expect(back, name).toHaveLength(1);
        const [again] = back as [Form];
        expect(onward(again.action), name).toBe(onward(form.action));
        const kept = [...body].filter(([field]) => !isSecretField(field)).map(([field, value]) => [field, value.replaceAll("\r\n", "\n")]);
        const secrets = [...new Set([...body].map(([field]) => field).filter(isSecretField))].map((field) => [field, ""]);
        expect(pairsOf(again), name).toEqual([...kept, ...secrets]);
        for (const { name: field, type } of form.fields)
          if (["text", "textarea"].includes(type) && !isSecretField(field))
            expect(again.fields.find((one) => one.name === field)?.type, `${name}: ${field} can be read and copied`).toBe("textarea");
        expect(html, name).not.toContain("siete gallinas");
      }
    });
    expect(given).toBeGreaterThan(forms.length / 2);
  });

  it("and also when it was sent with a file, whose absence is said", async () => {
    const form = new FormData();
    form.append("address", "ana@valle.example");
    form.append("note", TYPED);
    form.append("picture", new File(["GIF89a"], "foto.gif"));
    const answer = await get("/en/sign-in/link", { method: "POST", headers: { origin: server.origin }, body: form });
    const html = await answer.text();
    expect(answer.status).toBe(503);
    expect(html).toMatch(/<html lang="en">.*Files can&#x27;t be kept here/s);
    expect(html).not.toContain("GIF89a");
    const [again] = formsIn(html, server.origin).filter(({ method }) => method === "post");
    expect(again && pairsOf(again)).toEqual([
      ["address", "ana@valle.example"],
      ["note", TYPED],
    ]);
  });

  it("each failed request is one line of the log, without a trace", async () => {
    const from = server.log().length;
    await forEach([...Array(20).keys()], async (time) => void (await (await get(`/es/solutions?q=cold${from + time}`)).text()));
    const lines = () =>
      server
        .log()
        .slice(from)
        .split("\n")
        .filter((line) => line.includes('"path":"/es/solutions","status"'));
    // They come through a pipe.
    await eventually(() => lines().length >= 20, 30);
    expect(lines()).toHaveLength(20);
    for (const line of lines()) expect(line).toMatch(/"fault":|"reason":"database"/);
    expect(lines().join("\n")).not.toMatch(/"stack"/);
    expect(server.log().slice(before)).not.toMatch(/nobody answered for|"level":"fatal"/);
  });
});

describe("a form that was given back", () => {
  it("does what it would have done once PostgreSQL is back, once, however often it is sent", async () => {
    const opened = await get("/es/submit");
    // The browser's key, which the form's draft is kept under.
    const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const [form] = formsIn(await opened.text(), `${server.origin}/es/submit`).filter(({ method }) => method === "post");
    if (!form) throw new Error("There is no form.");
    const title = `Tablero ${Math.random()}`;
    const send = (body: URLSearchParams) => get("/es/submit", { method: "POST", headers: { origin: server.origin, cookie }, body });
    postgres.hang();
    const first = await send(bodyOf(form, { title, intent: "save" }));
    expect(first.status).toBe(503);
    const [again] = formsIn(await first.text(), `${server.origin}/es/submit`).filter(({ method }) => method === "post");
    postgres.goOn();
    expect(await isReady()).toBe(true);
    const body = bodyOf(again as Form);
    const answers = [await send(body), await send(body)];
    expect(answers.map(({ status }) => status)).toEqual([302, 302]);
    expect(new Set(answers.map(({ headers }) => headers.get("location"))).size).toBe(1);
    await connectDatabase(postgres.url, { max: 1 });
    try {
      expect(await db().$queryRaw`SELECT count(*)::int AS drafts FROM "SubmissionDraft" WHERE content->'values'->>'title' = ${title}`).toEqual([{ drafts: 1 }]);
    } finally {
      await disconnectDatabase();
    }
  });

  it("is a page that anybody can use, on a phone and on a laptop", async () => {
    const browser = await openBrowser();
    try {
      for (const width of [360, 1280] as const) {
        const context = await visitor(browser, { width });
        const page = await context.newPage();
        await page.goto(`${server.origin}/es/submit`);
        await page.getByLabel("Nombre de la solución").fill("Tablero de avisos");
        await page.locator("#problem").fill("Los pedidos se anotan en papel.\nSe pierden.");
        postgres.hang();
        await page.getByRole("button", { name: "Guardar" }).first().click();
        await page.getByRole("heading", { name: "No podemos responder ahora" }).waitFor();
        expect(await page.locator("textarea[name=problem]").inputValue()).toBe("Los pedidos se anotan en papel.\nSe pierden.");
        await expectPageAccessible(page);
        await expectNoOverflow(page);
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/given-back-${width}.png`, fullPage: true });
        postgres.goOn();
        expect(await isReady()).toBe(true);
        await page.getByRole("button", { name: "Intentar otra vez" }).click();
        await page.waitForURL(/draft=/);
        expect(await page.locator("#problem").inputValue()).toBe("Los pedidos se anotan en papel.\nSe pierden.");
        await context.close();
      }
    } finally {
      postgres.goOn();
      await browser.close();
    }
  });
});

describe("after PostgreSQL was started again", () => {
  it("notifications are heard, jobs are done and pages show what has changed, without a restart of the site", async () => {
    postgres.stop();
    // Longer than one attempt of anybody's to connect.
    await eventually(() => false, 8);
    postgres.start();
    expect(await isReady()).toBe(true);
    const seen = async () => (await get("/es/institutions")).text();
    await seen();
    const name = `Cámara ${Math.random()}`;
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      await client.query(`UPDATE "Organisation" SET name = $1 WHERE slug = 'camara-de-comercio-del-yaque'`, [name]);
      await client.query("SELECT pg_notify('catalogue_changed', '')");
      expect(await eventually(async () => (await seen()).includes(name), 30), "the page in memory is made anew").toBe(true);
      await client.query("SELECT graphile_worker.add_job('sweep', '{}'::json)");
      const waiting = async () =>
        (await client.query("SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE task_identifier = 'sweep' AND attempts = 0 AND run_at <= now()")).rows[0]?.n;
      expect(await eventually(async () => (await waiting()) === 0, 90), "the job is done").toBe(true);
    } finally {
      await client.end();
    }
  });
});
