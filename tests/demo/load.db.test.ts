import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadDemonstration } from "#scripts/demo/load";
import { demonstrationFaults, readDemonstration } from "#scripts/demo/read";
import { loadTaxonomy } from "~/features/editions/service.server";
import { replay } from "~/features/submissions/events";
import { db, sqlPool } from "~/platform/database/client.server";
import { hasDemonstration } from "~/platform/installation.server";

const NOW = new Date("2026-11-21T15:00:00Z");
const COUNTRIES = ["AR", "BO", "BZ", "CO", "CR", "DO", "GT", "MX", "NI"];

describe("the demonstration's files", () => {
  const demonstration = readDemonstration(path.resolve("prisma/demo"));

  it("fit together", () => {
    expect(demonstrationFaults(demonstration)).toEqual([]);
  });

  it("are said not to fit when a reference leads nowhere or a key is given twice", () => {
    const [first] = demonstration.solutions;
    if (!first) throw new Error("no solution");
    const broken = { ...demonstration, solutions: [...demonstration.solutions, { ...first, institution: "nobody" }] };
    expect(demonstrationFaults(broken)).toEqual([`${first.key}: nobody has the key nobody`, `the key ${first.key} is given twice`]);
  });

  it("send each submission where the edition's routing sends it", () => {
    const routed = ({ originCountry, category }: { originCountry: string; category?: string | undefined }) =>
      demonstration.edition.institutions.find(({ countries, categories }) => countries.includes(originCountry) && category !== undefined && categories.includes(category))
        ?.institution;
    const contents = [...demonstration.solutions, ...demonstration.submissions.map(({ content }) => content)];
    expect(contents.filter((content) => routed(content) !== content.institution).map(({ key }) => key)).toEqual([]);
  });

  it("name only business types of the taxonomy", async () => {
    await loadTaxonomy({ now: NOW });
    const known = new Set((await db().businessType.findMany()).map(({ key }) => key));
    const named = [
      ...demonstration.solutions.flatMap(({ businessTypes }) => businessTypes),
      ...demonstration.submissions.flatMap(({ content }) => content.businessTypes ?? []),
      ...demonstration.needs.map(({ businessType }) => businessType),
    ];
    expect(named.filter((key) => !known.has(key))).toEqual([]);
  });
});

describe("the demonstration edition", () => {
  beforeAll(async () => {
    await loadTaxonomy({ now: NOW });
    await loadDemonstration({ now: NOW });
  });

  it("has 91 published listings, in nine countries and three categories", async () => {
    const listings = await db().listing.findMany({
      where: { state: "published" },
      select: { slug: true, revision: { select: { availableIn: true, originCountry: true, categoryKey: true } } },
    });
    expect(listings).toHaveLength(91);
    expect(new Set(listings.map(({ slug }) => slug)).size).toBe(91);
    expect([...new Set(listings.map(({ revision }) => revision.originCountry))].sort()).toEqual(COUNTRIES);
    expect([...new Set(listings.map(({ revision }) => revision.categoryKey))].sort()).toEqual(["agile-payments", "logistics", "occupational-safety"]);
    for (const country of COUNTRIES) expect(listings.filter(({ revision }) => revision.availableIn.includes(country)).length, country).toBeGreaterThan(0);
  });

  it("has 17 partner institutions, 12 kinds of them, and 30 needs in nine countries", async () => {
    const partners = await db().organisation.findMany({ where: { partner: true } });
    expect(partners).toHaveLength(17);
    expect(new Set(partners.map(({ kind }) => kind)).size).toBe(12);
    const needs = await db().need.findMany({ include: { texts: true } });
    expect(needs).toHaveLength(30);
    expect([...new Set(needs.map(({ country }) => country))].sort()).toEqual(COUNTRIES);
  });

  it("has English and Portuguese texts for 30 published solutions or more, and each text in its author's language", async () => {
    const revisions = await db().revision.findMany({ where: { liveIn: { some: { state: "published" } } }, include: { texts: true } });
    const count = (language: string) => revisions.filter(({ texts }) => texts.some((text) => text.language === language)).length;
    expect(count("en")).toBeGreaterThanOrEqual(30);
    expect(count("pt")).toBeGreaterThanOrEqual(30);
    expect(revisions.filter(({ language, texts }) => !texts.some((text) => text.language === language))).toEqual([]);
  });

  it("has 24 submissions or more on their way, in every other state", async () => {
    const open = await db().submission.groupBy({ by: ["state"], where: { NOT: { listing: { state: "published" } } }, _count: true });
    expect(open.reduce((sum, { _count }) => sum + _count, 0)).toBeGreaterThanOrEqual(24);
    expect(open.map(({ state }) => state).sort()).toEqual([
      "accepted",
      "changes_requested",
      "decided",
      "declined",
      "deliberation",
      "draft",
      "expired",
      "in_review",
      "screening",
      "submitted",
      "withdrawn",
    ]);
  });

  it("has people in every role, each with a verified channel", async () => {
    const roles = await db().membership.groupBy({ by: ["role"] });
    expect(roles.map(({ role }) => role).sort()).toEqual(["administrator", "adviser", "coordinator", "deputy", "owner", "programme_manager", "reviewer"]);
    expect(await db().person.count({ where: { channels: { none: { verifiedAt: { not: null } } } } })).toBe(0);
  });

  it("tells each submission's story without a gap, up to its present state and never past the present", async () => {
    const submissions = await db().submission.findMany({ include: { events: { orderBy: { sequence: "asc" } } } });
    for (const submission of submissions) {
      let state: string | null = null;
      let at = new Date(0);
      for (const event of submission.events) {
        if (event.toState !== null) {
          expect(event.fromState, `${submission.id} ${event.kind}`).toBe(state);
          state = event.toState;
        }
        expect(event.at.getTime(), `${submission.id} ${event.kind}`).toBeGreaterThanOrEqual(at.getTime());
        at = event.at;
      }
      expect(state).toBe(submission.state);
      expect(at.getTime()).toBeLessThanOrEqual(NOW.getTime());
      expect(submission.submittedAt === null).toBe(submission.state === "draft");
    }
  });

  it("tells in each submission's story all that its row says", async () => {
    const rows = await db().submission.findMany({ include: { events: { orderBy: { sequence: "asc" } } } });
    for (const { events, state, stateSince, returnsTo, submittedAt, dueAt, institutionId, currentRevisionId } of rows) {
      expect(replay(events)).toMatchObject({ ok: true, submission: { state, stateSince, returnsTo, submittedAt, dueAt, institutionId, currentRevisionId } });
    }
  });

  it("answers by the promised date, or moves it before it passes", async () => {
    const decided = await db().submission.findMany({ where: { state: { in: ["accepted", "declined"] } }, include: { events: true } });
    for (const { dueAt, events } of decided) {
      expect(events.find(({ kind }) => kind === "decided")?.at.getTime()).toBeLessThanOrEqual(dueAt?.getTime() ?? 0);
    }
    expect(decided.filter(({ events }) => events.some(({ kind }) => kind === "due_date_moved")).length).toBeGreaterThan(0);
  });

  it("accepts nothing without two reviews and a reason, and publishes only what was announced", async () => {
    const listings = await db().listing.findMany({
      where: { state: "published" },
      include: { submission: { include: { decisions: true, assignments: { include: { review: { include: { scores: true } } } } } } },
    });
    for (const { publishedAt, slug, submission } of listings) {
      const reviews = submission?.assignments.flatMap(({ review, updatedAt }) => (review?.submittedAt ? [{ ...review, updatedAt }] : [])) ?? [];
      expect(reviews, slug).toHaveLength(2);
      expect(reviews.every(({ scores }) => scores.length === 5)).toBe(true);
      const [decision] = submission?.decisions ?? [];
      expect(decision?.reason).toBeTruthy();
      expect(
        reviews.every(({ submittedAt }) => submittedAt && decision && submittedAt < decision.decidedAt),
        slug,
      ).toBe(true);
      expect(decision?.announcedAt && publishedAt && decision.announcedAt <= publishedAt, slug).toBe(true);
    }
  });

  it("binds every verification to the claim as it stands", async () => {
    const verifications = await db().verification.findMany({ include: { claim: { include: { versions: true } } } });
    expect(verifications.length).toBeGreaterThan(80);
    expect(verifications.filter(({ contentHash, claim }) => !claim.versions.some((version) => version.contentHash === contentHash))).toEqual([]);
    expect(await db().claim.count({ where: { verifications: { none: {} } } })).toBeGreaterThan(80);
  });

  it("holds no number that can be dialled and no address that can be written to", async () => {
    const text = await everyValue();
    const emails = text.match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g) ?? [];
    expect(emails.length).toBeGreaterThan(100);
    expect(emails.filter((email) => !email.endsWith(".example"))).toEqual([]);
    const numbers = text.match(/\+\d[\d ()-]{6,}/g) ?? [];
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter((number) => !/^\+999\d{8}$/.test(number.trim()))).toEqual([]);
    const hosts = (text.match(/https?:\/\/[^\s"\\/]+/g) ?? []).map((url) => new URL(url).hostname);
    expect(hosts.filter((host) => !host.endsWith(".example"))).toEqual([]);
  });

  it("is marked as demonstration wherever it can be", async () => {
    const counts = await Promise.all([
      db().listing.count({ where: { demonstration: false } }),
      db().solution.count({ where: { demonstration: false } }),
      db().organisation.count({ where: { demonstration: false } }),
      db().person.count({ where: { demonstration: false } }),
      db().need.count({ where: { demonstration: false } }),
      db().edition.count({ where: { demonstration: false } }),
    ]);
    expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await hasDemonstration()).toBe(true);
  });

  it("notes every listing for the search index", async () => {
    const { rows } = await sqlPool().query<{ count: number }>("SELECT count(*)::int AS count FROM search.outbox JOIN \"Listing\" ON id = listing_id WHERE state = 'published'");
    expect(rows[0]?.count).toBe(91);
  });

  it("is refused when it is there already, and leaves everything as it was", async () => {
    const before = await db().listing.count();
    await expect(loadDemonstration({ now: NOW })).rejects.toThrow("The demonstration is loaded already: `solucionario demo remove` takes it out.");
    expect(await db().listing.count()).toBe(before);
  });
});

/** All rows of all our tables, as one text; ids and hashes left out, because digits in a row are a number to a pattern. */
async function everyValue(): Promise<string> {
  const { rows: tables } = await sqlPool().query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sqlPool().query<{ text: string | null }>(`SELECT string_agg(to_jsonb(t)::text, E'\\n') AS text FROM "${name}" AS t`);
    texts.push(rows[0]?.text ?? "");
  }
  return texts.join("\n").replace(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00/g, "");
}
