import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createOrganisation, MADE_AT, verifyClaim } from "#tests/factories/records";
import { dump } from "~/api/v1/dump.server";
import { SolutionSchema } from "~/api/v1/solution";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as solution } from "~/routes/api.v1.solution";
import { loader as csvFile } from "~/routes/data.solutions.csv";
import { loader as jsonlFile } from "~/routes/data.solutions.jsonl";
import { loader as excelFile } from "~/routes/data.solutions-excel.csv";

/** Words that stand in this database and must never leave it. */
const SECRETS = [
  "Persona Secreta",
  "dueña secreta",
  "secreta@tienda.example",
  "+99912345678",
  "institucion-secreta@camara.example",
  "+99987654321",
  "Revisora Secreta",
  "revisora@camara.example",
  "nota privada secreta",
  "para el autor en secreto",
  "Evidencia secreta",
  "https://secreto.example/contrato",
  "archivo-secreto.pdf",
  "motivo secreto de la decisión",
  "Título oculto",
  "Título sin publicar",
  "Título suspendido",
  "Título retirado",
  "borrador secreto",
  "cambio pedido en secreto",
  "columna sin sitio secreta",
];

let whole: Awaited<ReturnType<typeof createListing>>;
let institution: Awaited<ReturnType<typeof createOrganisation>>;
const hidden: Array<{ id: string; slug: string; reference: string }> = [];

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  institution = await createOrganisation({ email: "institucion-secreta@camara.example", whatsapp: "+99987654321" });
  const firm = await createOrganisation({ kind: "firm", partner: false, name: "Colmado en Red" });
  whole = await createListing({
    slug: "vale-entero",
    organisationId: firm.id,
    institutionId: institution.id,
    contact: { personName: "Persona Secreta", personRole: "dueña secreta", email: "secreta@tienda.example", whatsapp: "+99912345678", whatsappAgreed: true },
    content: {
      claims: [
        {
          statement: { es: "38 negocios la usan" },
          figure: { value: 38, unit: "negocios" },
          evidence: [
            { kind: "document", title: { es: "Evidencia secreta" }, url: "https://secreto.example/contrato", public: false },
            { kind: "link", title: { es: "Nota de prensa" }, url: "https://diario.example/nota", public: true },
          ],
        },
        { statement: { es: "Menos robos" }, evidence: [] },
      ],
    },
  });
  await verifyClaim(whole.claimIds[0] ?? "", whole.revisionId, institution.id);
  await reviewedInPrivate(whole);
  for (const [state, title] of [
    ["hidden", "Título oculto"],
    ["unpublished", "Título sin publicar"],
    ["suspended", "Título suspendido"],
    ["removed", "Título retirado"],
  ] as const) {
    hidden.push(await createListing({ state, removedReason: state === "removed" ? "owner-request" : null, content: { texts: { es: { title } } } }));
  }
});

/** A submission with a reviewer, a review, a change request, a decision, a draft and an imported rest behind a listing. */
async function reviewedInPrivate({ id, solutionId, revisionId }: { id: string; solutionId: string; revisionId: string }): Promise<void> {
  const make = () => newId(MADE_AT);
  const [editionId, submissionId, personId, assignmentId, rubricId] = [make(), make(), make(), make(), make()];
  await db().person.create({
    data: {
      id: personId,
      displayName: "Revisora Secreta",
      locale: "es",
      createdAt: MADE_AT,
      channels: { create: { id: make(), kind: "email", address: "revisora@camara.example", createdAt: MADE_AT } },
      memberships: { create: { id: make(), organisationId: institution.id, role: "reviewer", startsAt: MADE_AT } },
    },
  });
  await db().edition.create({
    data: {
      id: editionId,
      key: "primera",
      kind: "rolling",
      timeZone: "America/Santo_Domingo",
      opensAt: MADE_AT,
      graceMinutes: 0,
      serviceLevelDays: 30,
      reviewersPerSubmission: 1,
      blind: false,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
      rubrics: { create: { id: rubricId, number: 1, scaleMin: 1, scaleMax: 5, createdAt: MADE_AT } },
    },
  });
  await db().submission.create({
    data: {
      id: submissionId,
      solutionId,
      editionId,
      institutionId: institution.id,
      currentRevisionId: revisionId,
      state: "accepted",
      stateSince: MADE_AT,
      createdAt: MADE_AT,
      draft: { create: { content: { title: "borrador secreto" }, updatedAt: MADE_AT } },
      assignments: {
        create: {
          id: assignmentId,
          reviewerId: personId,
          status: "submitted",
          createdAt: MADE_AT,
          updatedAt: MADE_AT,
          review: {
            create: { id: make(), revisionId, rubricVersionId: rubricId, forAuthor: "para el autor en secreto", privateNote: "nota privada secreta", submittedAt: MADE_AT },
          },
        },
      },
      changeRequests: { create: { id: make(), section: "cost", note: "cambio pedido en secreto", createdAt: MADE_AT } },
      decisions: {
        create: {
          id: make(),
          outcome: "accepted",
          reasonCode: "meets-criteria",
          reason: "motivo secreto de la decisión",
          decidedById: personId,
          decidedAt: MADE_AT,
          announcedAt: MADE_AT,
        },
      },
    },
  });
  await db().listing.update({ where: { id }, data: { submissionId } });
  await db().file.create({ data: { sha256: "a".repeat(64), bytes: 1, mediaType: "application/pdf", createdAt: MADE_AT } });
  const claim = await db().claim.findFirstOrThrow({ where: { solutionId } });
  await db().evidence.create({
    data: {
      id: make(),
      kind: "document",
      createdAt: MADE_AT,
      claim: { connect: { id: claim.id } },
      fileRef: { create: { id: make(), sha256: "a".repeat(64), name: "archivo-secreto.pdf", createdAt: MADE_AT } },
    },
  });
  await db().importedRecord.create({
    data: {
      source: "registro",
      sourceId: "1",
      target: "solution",
      targetId: solutionId,
      contentHash: "x",
      gaps: [],
      unmapped: { rest: "columna sin sitio secreta" },
      firstSeenAt: MADE_AT,
      updatedAt: MADE_AT,
    },
  });
}

const download = (loader: typeof csvFile, headers: Record<string, string> = {}, method = "GET") =>
  loader({ request: new Request("http://localhost:3000/data/x", { headers, method }), params: {}, context: {} });

async function allOf(format: Parameters<typeof dump>[0]): Promise<string> {
  let text = "";
  for await (const part of dump(format)) text += part;
  return text;
}

const ask = (id: string) => solution({ request: new Request(`http://localhost:3000/api/v1/solutions/${id}`), params: { id }, context: {} });

describe("open data and the API", () => {
  it.each(["jsonl", "csv", "excel"] as const)("leak nothing private in %s", async (format) => {
    const text = await allOf(format);
    expect(text).toContain("Nota de prensa".slice(0, format === "jsonl" ? undefined : 0));
    expect(text).toContain(whole.reference);
    expect(SECRETS.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
    expect(hidden.filter(({ id, slug, reference }) => [id, slug, reference].some((name) => text.includes(name)))).toEqual([]);
  });

  it("leak nothing private in a single record, by whichever name it is asked for", async () => {
    for (const name of [whole.id, whole.slug, whole.reference]) {
      const answer = await ask(name);
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(text).toContain("https://diario.example/nota");
      expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
    }
  });

  it("say nothing of a listing that nobody may read, and of a removed one only why", async () => {
    const answers = await Promise.all(hidden.map(async ({ id }) => ask(id)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 410]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(SECRETS.filter((secret) => bodies.join().includes(secret))).toEqual([]);
    expect(bodies.map((body) => JSON.parse(body).title)).toEqual(["solution", "solution", "solution", "owner-request"]);
  });

  it("keep to the schema, line by line", async () => {
    const lines = (await allOf("jsonl")).trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    const record = SolutionSchema.parse(JSON.parse(lines[0] ?? ""));
    expect(record.claims.map(({ status }) => status)).toEqual(["verified", "declared"]);
    expect(record.claims[0]?.verifications).toEqual([{ institution: { slug: institution.slug, name: institution.name }, method: "visit", verifiedAt: MADE_AT.toISOString() }]);
    expect(record.claims[0]?.evidence).toEqual([{ kind: "link", title: { es: "Nota de prensa" }, url: "https://diario.example/nota" }]);
    expect(record).toMatchObject({ availableIn: ["DO"], adaptableTo: ["GT"], originCountry: "DO", sectors: ["G"], organisation: { name: "Colmado en Red" } });
  });

  it("say the same in every format", async () => {
    const [jsonl, csv, excel] = await Promise.all([allOf("jsonl"), allOf("csv"), allOf("excel")]);
    const ids = jsonl
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).id);
    const plain: Array<Record<string, string>> = parse(csv, { columns: true });
    const forSpreadsheets: Array<Record<string, string>> = parse(excel, { columns: true, bom: true, delimiter: ";" });
    expect(csv.startsWith("id,")).toBe(true);
    expect(excel.startsWith("\uFEFFid;")).toBe(true);
    expect(plain.map(({ id }) => id)).toEqual(ids);
    expect(forSpreadsheets).toEqual(plain);
    expect(plain[0]).toMatchObject({ firms_using: "38", cost_amount: "250", claims_declared: "1", claims_verified: "1", places: "Santiago DO (19.45, -70.69)" });
  });
});

describe("a download", () => {
  it("is compressed for who accepts it, and equal to what is not", async () => {
    const plain = await (await download(csvFile)).text();
    const zipped = await download(csvFile, { "Accept-Encoding": "br, gzip" });
    expect(zipped.headers.get("Content-Encoding")).toBe("gzip");
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString()).toBe(plain);
    expect((await download(csvFile, { "Accept-Encoding": "gzip;q=0" })).headers.has("Content-Encoding")).toBe(false);
  });

  it("is free to read from any page, names its file and its date", async () => {
    const files = await Promise.all([download(csvFile), download(excelFile), download(jsonlFile)]);
    expect(files.map(({ headers }) => headers.get("Access-Control-Allow-Origin"))).toEqual(["*", "*", "*"]);
    expect(files.map(({ headers }) => headers.get("Content-Disposition"))).toEqual([
      'attachment; filename="solutions.csv"',
      'attachment; filename="solutions-excel.csv"',
      'attachment; filename="solutions.jsonl"',
    ]);
    expect(files[0]?.headers.get("Last-Modified")).toBe(MADE_AT.toUTCString());
    await Promise.all(files.map((file) => file.body?.cancel()));
  });

  it("is not sent again while nothing changed, and is once a listing was hidden", async () => {
    const first = await download(csvFile, {}, "HEAD");
    const etag = first.headers.get("ETag") ?? "";
    expect(await first.text()).toBe("");
    expect((await download(csvFile, { "If-None-Match": etag })).status).toBe(304);
    const extra = await createListing({ state: "published", updatedAt: new Date(MADE_AT.getTime() + 1) });
    const second = await download(csvFile, { "If-None-Match": etag }, "HEAD");
    expect(second.status).toBe(200);
    await db().listing.delete({ where: { id: extra.id } });
    expect((await download(csvFile, { "If-None-Match": second.headers.get("ETag") ?? "" }, "HEAD")).status).toBe(200);
  });

  it("is not sent again to who only knows its date, once that second is long over", async () => {
    const since = { "If-Modified-Since": MADE_AT.toUTCString() };
    const other = { "If-Modified-Since": new Date(MADE_AT.getTime() + 1_000).toUTCString() };
    expect((await download(csvFile, since)).status).toBe(304);
    for (const headers of [other, { "If-Modified-Since": "yesterday" }, { ...since, "If-None-Match": '"other"' }])
      expect((await download(csvFile, headers, "HEAD")).status).toBe(200);
    const fresh = new Date();
    const extra = await createListing({ state: "published", updatedAt: fresh });
    expect((await download(csvFile, { "If-Modified-Since": fresh.toUTCString() }, "HEAD")).status).toBe(200);
    await db().listing.delete({ where: { id: extra.id } });
    await db().installationFact.create({ data: { key: "demonstration-removed", value: true, at: new Date(MADE_AT.getTime() + 5_000) } });
    expect((await download(csvFile, since, "HEAD")).status).toBe(200);
  });

  it("frees its place when the client hangs up half-way", async () => {
    for (let turn = 0; turn < 9; turn += 1) {
      const answer = await download(jsonlFile, turn % 2 ? { "Accept-Encoding": "gzip" } : {});
      const reader = answer.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    }
    const last = await download(jsonlFile);
    expect(last.status).toBe(200);
    await last.text();
  });
});
