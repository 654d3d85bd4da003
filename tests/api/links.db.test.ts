import { beforeAll, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createOrganisation, MADE_AT } from "#tests/factories/records";
import { ask } from "#tests/setup/ask";
import { dump } from "~/api/v1/dump.server";
import { findListingBySlug } from "~/features/catalogue/listing-queries.server";
import { listingFacts } from "~/features/catalogue/listing-structured";
import { readRevisionContent } from "~/features/submissions/revision-queries.server";
import { db } from "~/platform/database/client.server";
import { loader as solutionRecord } from "~/routes/api.v1.solution";
import { loader as institutionPage } from "~/routes/institution";
import { loader as solutionPage } from "~/routes/solution";

/** As earlier versions stored them: links then, of people and of machines. */
const STORED = [
  "https://ana.secreta@caja.example/",
  "mailto:ana.secreta@caja.example",
  "https://1.0.0.5/",
  "https://n.a./",
  "http://intranet.local/ana.secreta",
  "javascript:alert('ana.secreta')",
];
const LEAKS = /ana\.secreta|1\.0\.0\.5|\/\/n\.a\.|intranet\.local/;

let slug: string;
let institution: string;
let revisionId: string;
let solutionId: string;

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  const [own, partner] = [await createOrganisation({ kind: "firm", partner: false }), await createOrganisation()];
  const listing = await createListing({
    origin: "import",
    organisationId: own.id,
    institutionId: partner.id,
    content: {
      sourceUrl: "https://diario.example/",
      claims: [{ statement: { es: "38 la usan" }, evidence: [{ kind: "link", title: { es: "Nota" }, url: "https://diario.example/nota", public: true }] }],
    },
  });
  ({ slug, revisionId, solutionId } = listing);
  institution = partner.slug;
  await db().importedRecord.create({
    data: { source: "registro", sourceId: "1", target: "solution", targetId: solutionId, contentHash: "x", gaps: [], unmapped: {}, firstSeenAt: MADE_AT, updatedAt: MADE_AT },
  });
});

it.each(STORED)("shows %s nowhere, although it was stored as a link", async (url) => {
  await db().organisation.updateMany({ data: { website: url } });
  await db().revision.updateMany({ where: { id: revisionId }, data: { sourceUrl: url } });
  await db().evidence.updateMany({ data: { url } });
  const fact = { name: "Registro", url, licence: null };
  await db().installationFact.upsert({ where: { key: "import-source:registro" }, update: { value: fact }, create: { key: "import-source:registro", value: fact, at: MADE_AT } });

  const found = await findListingBySlug(slug);
  if (found?.kind !== "listing") throw new Error("The listing is not there.");
  const { listing } = found;
  expect([listing.sourceUrl, listing.organisation?.website, listing.source?.url, listing.claims[0]?.evidence[0]?.url]).toEqual([null, null, null, null]);
  let dumps = "";
  for (const format of ["jsonl", "csv", "excel"] as const) for await (const part of dump(format)) dumps += part;
  expect(dumps).toContain(listing.reference);
  const shown = [
    dumps,
    JSON.stringify(listing),
    JSON.stringify(listingFacts(JSON.parse(JSON.stringify(listing)), listing.texts[0] as never, "https://x.example/")),
    await (await ask(solutionPage, `/es/solutions/${slug}`, { params: { slug } })).text(),
    await (await ask(solutionRecord, `/api/v1/solutions/${slug}`, { params: { id: slug } })).text(),
    JSON.stringify(await ask(institutionPage, `/es/institutions/${institution}`, { params: { slug: institution } })),
    JSON.stringify(await readRevisionContent(revisionId)),
  ];
  for (const text of shown) {
    expect(text.length).toBeGreaterThan(100);
    expect(text).not.toMatch(LEAKS);
  }
});
