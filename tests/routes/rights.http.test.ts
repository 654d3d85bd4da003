import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Site, startSite } from "#tests/setup/site";
import { toldApartBy } from "#tests/setup/timing";
import { createRightsWorld, type RightsWorld } from "./rights-world";

/**
 * Written by hand from DESIGN.md sections 1, 4 and 5, by somebody who has not looked at a policy. "may not" is a page that
 * is not there; whoever has no account is asked to sign in. What changes something stands last.
 */
const RIGHTS = `
a coordinator may open the desk
a deputy may open the desk
a manager may open the desk
an adviser may not open the desk
a reviewer may not open the desk
an administrator may not open the desk
an owner may not open the desk
a person without a part may not open the desk
a former coordinator may not open the desk
a visitor is asked to sign in to open the desk
a disabled coordinator is asked to sign in to open the desk
a coordinator may open the held letters
an administrator may not open the held letters
an adviser may not open the numbers to confirm
a manager may open what is to be moderated
a reviewer may not open what is to be moderated
a reviewer may open the reviews to write
a coordinator may not open the reviews to write
an owner may open the invitations
a coordinator may open the invitations
a reviewer may not open the invitations
a coordinator may run a submission of the institution
a deputy may run a submission of the institution
a manager may not run a submission of the institution
a manager may run a submission that nobody is left for
a coordinator may not run a submission that nobody is left for
a coordinator may not run a submission of another institution
a coordinator of another institution may run a submission of another institution
a coordinator of another institution may not run a submission of the institution
a coordinator in conflict may not run a submission with a conflict
a coordinator may run a submission with a conflict
an administrator may not run a submission of the institution
a reviewer may not run a submission under review
an adviser may not run a submission of the institution
an owner may not run a submission of the institution
a former coordinator may not run a submission of the institution
a reviewer may judge the review
another reviewer may not judge the review
a coordinator may not judge the review
an administrator may not judge the review
a manager may not judge the review
an owner may not judge the review
a reviewer who was taken off may not judge the review of whoever was taken off
a reviewer in conflict may not judge the review of whoever is in conflict
a visitor is asked to sign in to judge the review
an owner may follow a submission under review
a co-owner may follow a submission under review
an other entrepreneur may not follow a submission under review
a coordinator may not follow a submission under review
an adviser may not follow a submission under review
an administrator may not follow a submission under review
a visitor is asked to sign in to follow a submission under review
an owner may look after the listing
a co-owner may look after the listing
a coordinator may look after the listing
a manager may look after the listing
a coordinator of another institution may not look after the listing
an other entrepreneur may not look after the listing
a reviewer may not look after the listing
an administrator may not look after the listing
a visitor may read the listing's address
an other entrepreneur may read the listing's address
a visitor is asked to sign in to claim a submission of the institution
a reviewer may not claim a submission of the institution
a coordinator of another institution may not claim a submission of the institution
a coordinator in conflict may not claim a submission of the institution
an administrator may not claim a submission of the institution
a deputy may claim a submission of the institution
a coordinator may not withdraw a submission under review
an other entrepreneur may not withdraw a submission under review
another reviewer may not leave the review
an owner may not suspend the listing
a coordinator may not hide the listing
an other entrepreneur may not hide the listing
a coordinator of another institution may not suspend the listing
an administrator may not suspend the listing
a coordinator may suspend the listing
an owner may not lift the listing
a manager may lift the listing
an owner may hide the listing
a reviewer may leave the review
a manager may hand over a submission under review
a co-owner may withdraw a submission under review
`;

type Right = { sentence: string; who: string; verdict: "may" | "may not" | "is asked to sign in to"; does: string; what: string };
const LINE = /^(?:an? )?(.+?) (may not|may|is asked to sign in to) (open|run|judge|follow|look after|read|claim|withdraw|leave|suspend|hide|lift|hand over) (.+)$/;
const rights: Right[] = RIGHTS.trim()
  .split("\n")
  .map((sentence) => {
    const [, who = "", verdict = "", does = "", what = ""] = LINE.exec(sentence) ?? [];
    return { sentence, who, verdict: verdict as Right["verdict"], does, what };
  });

const PLACES: Readonly<Record<string, string>> = {
  "the desk": "/es/coordinate",
  "the held letters": "/es/coordinate/letters",
  "the numbers to confirm": "/es/coordinate/numbers",
  "what is to be moderated": "/es/moderate",
  "the reviews to write": "/es/review",
  "the invitations": "/es/account/invite",
};

type Deed = { path: (id: string) => string; table?: "Submission" | "Listing" | "ReviewAssignment"; form?: Record<string, string> };
const DEEDS: Readonly<Record<string, Deed>> = {
  run: { path: (id) => `/es/coordinate/${id}` },
  judge: { path: (id) => `/es/review/${id}` },
  follow: { path: (id) => `/es/my/solutions/${id}` },
  "look after": { path: (id) => `/es/my/listings/${id}` },
  read: { path: (slug) => `/es/solutions/${slug}` },
  claim: { path: (id) => `/es/coordinate/${id}`, table: "Submission", form: { intent: "claim" } },
  withdraw: { path: (id) => `/es/my/solutions/${id}`, table: "Submission", form: { intent: "withdraw" } },
  leave: { path: (id) => `/es/review/${id}`, table: "ReviewAssignment", form: { intent: "recuse", conflict: "family" } },
  suspend: { path: (id) => `/es/my/listings/${id}`, table: "Listing", form: { action: "suspend", "reason-suspend": "duplicate" } },
  hide: { path: (id) => `/es/my/listings/${id}`, table: "Listing", form: { action: "hide" } },
  lift: { path: (id) => `/es/my/listings/${id}`, table: "Listing", form: { action: "lift" } },
  "hand over": { path: (id) => `/es/coordinate/${id}`, table: "Submission", form: { intent: "handOver", handOverReason: "no-capacity" } },
};

let site: Site;
let world: RightsWorld;

beforeAll(async () => {
  site = await startSite();
  world = await createRightsWorld(site);
});
afterAll(async () => {
  await world.close();
  await site.stop();
});

async function meet({ who, does, what }: Right): Promise<string> {
  const place = PLACES[what];
  const deed = DEEDS[does];
  const id = world.things[what] ?? "";
  const headers = new Headers(world.cookies[who] ? { cookie: world.cookies[who] } : {});
  let init: RequestInit = { headers };
  if (deed?.form && deed.table) {
    headers.set("origin", site.origin);
    const receiver = does === "hand over" ? await receiverOf(id) : "";
    init = {
      method: "POST",
      headers,
      body: new URLSearchParams({ ...deed.form, version: String(await world.versionOf(deed.table, id)), ...(receiver && { institutionId: receiver }) }),
    };
  }
  const answer = await site.get(place ?? deed?.path(id) ?? "", init);
  await answer.arrayBuffer();
  const to = answer.headers.get("location") ?? "";
  if (answer.status === 302 && to.startsWith("/es/sign-in")) return "is asked to sign in to";
  if (answer.status === 404) return "may not";
  return answer.status < 400 ? "may" : `gets ${answer.status}`;
}

/** Another institution of the edition. */
async function receiverOf(submissionId: string): Promise<string> {
  const [row] = await world.query(
    `SELECT part."organisationId" AS id FROM "EditionInstitution" part JOIN "Submission" s ON s."editionId" = part."editionId"
     JOIN "Organisation" o ON o.id = part."organisationId" AND o."sleepingSince" IS NULL WHERE s.id = $1 AND part."organisationId" <> s."institutionId" LIMIT 1`,
    [submissionId],
  );
  return row?.id ?? "";
}

describe("rights, sentence by sentence", () => {
  it("are understood, each once, and at least forty", () => {
    expect(rights.filter(({ who, what, does }) => !who || !does || !what)).toEqual([]);
    expect(rights.filter(({ who }) => !(who in world.cookies)).map(({ sentence }) => sentence)).toEqual([]);
    expect(rights.filter(({ what }) => !(what in PLACES) && !(what in world.things)).map(({ sentence }) => sentence)).toEqual([]);
    expect(new Set(rights.map(({ sentence }) => sentence)).size).toBe(rights.length);
    expect(rights.length).toBeGreaterThanOrEqual(40);
  });

  it.each(rights)("$sentence", async (right) => {
    expect(await meet(right)).toBe(right.verdict);
  });
});

const TRIES = 40;

describe("case 15: what is somebody else's and what never was", () => {
  const addresses = [
    { name: "a submission at a desk", path: (id: string) => `/es/coordinate/${id}`, route: "coordinate-submission", thing: "a submission of another institution" },
    { name: "a review", path: (id: string) => `/es/review/${id}`, route: "review-assignment", thing: "the review" },
    { name: "a submission of its owner", path: (id: string) => `/es/my/solutions/${id}`, route: "my-solution", thing: "a submission under review" },
    { name: "its receipt", path: (id: string) => `/es/my/solutions/${id}/receipt`, route: "my-solution-receipt", thing: "a submission under review" },
    { name: "its answer", path: (id: string) => `/es/my/solutions/${id}/answer`, route: "my-solution-answer", thing: "a submission under review" },
    { name: "a draft", path: (id: string) => `/es/submit?draft=${id}`, route: "submit", thing: "a submission under review" },
    { name: "a listing's work page", path: (id: string) => `/es/my/listings/${id}`, route: "my-listing", thing: "the listing" },
  ];

  /** The answer without what differs from one request to the next. */
  async function answerTo(path: string, id: string, who: string) {
    const began = performance.now();
    const answer = await site.get(path, { headers: { cookie: world.cookies[who] ?? "", accept: "text/html" } });
    const body = await answer.text();
    const took = performance.now() - began;
    const requestId = answer.headers.get("x-request-id") ?? "-";
    const headers = [...answer.headers].filter(([name]) => !["x-request-id", "date", "set-cookie"].includes(name));
    const plain = (text: string) =>
      text
        .replaceAll(requestId, "REQUEST")
        .replaceAll(id, "ID")
        .replace(/nonce-[^']+/g, "nonce");
    return { took, shape: { status: answer.status, headers: headers.map(([name, value]) => [name, plain(value)]), body: plain(body) } };
  }

  const cases = addresses.flatMap((address) => [false, true].map((dataOnly) => ({ ...address, dataOnly, as: dataOnly ? "data" : "a page" })));
  it.each(cases)("$name is answered alike, as $as, in the same time", async ({ path, thing, route, dataOnly }) => {
    const id = world.things[thing] ?? "";
    const address = (one: string) => (dataOnly ? `${path(one)}${path(one).includes("?") ? "&" : "?"}_data=routes/${route}` : path(one));
    const differences: number[] = [];
    let quickest = Number.POSITIVE_INFINITY;
    for (let count = 0; count < TRIES; count += 1) {
      // One after the other, so that whatever else the machine does strikes both.
      const nobodys = randomUUID();
      const [first, second] = [await answerTo(address(id), id, "other entrepreneur"), await answerTo(address(nobodys), nobodys, "other entrepreneur")];
      if (count === 0) {
        expect(first.shape).toEqual(second.shape);
        expect(first.shape.status).toBe(404);
      }
      differences.push(first.took - second.took);
      quickest = Math.min(quickest, first.took, second.took);
    }
    const { by, least } = toldApartBy(differences);
    // A query or two more for what exists are stretched by a busy machine as everything is, so the slower may take twice as long.
    expect(by).toBeLessThan(Math.max(least, quickest));
  });
});
