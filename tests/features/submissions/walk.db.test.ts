import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "#tests/setup/fingerprint";
import { drainAll } from "~/features/catalogue/index-drain.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { momentInTimeZone } from "~/platform/time-zone";
import { ACTS, attempt, dateAhead, nextStep, type Outcome, runJobs, sweepOnce, type Try } from "./walk-acts";
import { EVERY_LINE, expectFoundOnlyIfPublic, expectLawful, expectWhole, SEEN } from "./walk-laws";
import { look, type View } from "./walk-view";
import { BEGUN_AT, clearWalk, createWorld, DAY, NAMES, SERVICE_LEVEL_DAYS, type World } from "./walk-world";

/** More of them, others, and what fails made as short as it can be, by hand: WALK_SHRINK=1 WALKS=500 WALK_SEED=7 npx vitest run --project database tests/features/submissions/walk */
const WALKS = Number(process.env.WALKS ?? 12);
const SEED = Number(process.env.WALK_SEED ?? 20_261_122);
const LONGEST = 22;
const MOST_STEPS_TO_THE_END = 40;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(clearWalk);

/** One step: by whoever would take it, or by anybody; alone, sent twice, or beside somebody else at the same moment. */
type Step = { hours: number; what: number; who: number; pick: number; anybody: boolean; stale: boolean; twice: boolean; beside: "nobody" | "oneself" | "another" };
const step: fc.Arbitrary<Step> = fc.record({
  hours: fc.constantFrom(0, 1, 1, 5, 5, 30, 30, 100, 400, 1_000, 5_000),
  what: fc.nat(10_000),
  who: fc.nat(1_000),
  pick: fc.nat(1_000),
  anybody: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  stale: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  twice: fc.boolean(),
  beside: fc.constantFrom("nobody", "nobody", "nobody", "nobody", "oneself", "another"),
});

class Walk {
  now = BEGUN_AT;
  /** What was done so far, for whoever has to understand a counterexample. */
  readonly trail: string[] = [];
  /** The promise as the walk counts it, from what was done and when. */
  #due: Date | null = null;
  #askedAt: Date | null = null;
  view: View = { submission: null, draftVersion: null, draftSavedAt: null, events: [], assignments: [], declared: new Set(), decisions: [], listing: null, listingEvents: [] };

  async take({ hours, beside, twice, ...chosen }: Step): Promise<unknown> {
    this.now = new Date(this.now.getTime() + hours * 3_600_000);
    if (chosen.what % 5 === 0 && !chosen.anybody) return this.byItself(chosen.pick);
    const own = this.choose(chosen);
    if (!own) return undefined;
    if (beside === "nobody") return this.alone(own, { twice });
    const other = beside === "oneself" ? own : this.choose({ ...chosen, what: chosen.pick, who: chosen.pick });
    return other && this.atOnce(own, other);
  }

  /** Of what makes sense now, or of everything. */
  choose({ what, who, pick, anybody, stale }: Pick<Step, "what" | "who" | "pick" | "anybody" | "stale">): Try | undefined {
    const open = Object.entries(ACTS).flatMap(([act, { sensible, weight = 2 }]) => {
      const whom = anybody && this.view.submission !== null ? NAMES : sensible(this.view, world);
      return whom.length > 0 ? Array.from({ length: weight }, () => ({ act, whom })) : [];
    });
    const chosen = open[what % Math.max(1, open.length)];
    const name = chosen?.whom[who % chosen.whom.length];
    return chosen && name && { act: chosen.act, who: name, pick, stale };
  }

  async alone(one: Try, { twice }: { twice: boolean }): Promise<Outcome> {
    const before = await fingerprint();
    const outcome = await attempt(one, this.view, world, this.now);
    const refused = !outcome.done || one.stale;
    if (refused) expect(await fingerprint(), `${one.who} was refused to ${one.act}, and left a trace`).toEqual(before);
    if (twice) {
      const once = await fingerprint();
      const again = await attempt(one, this.view, world, this.now);
      expect(again.done, `${one.act} sent twice is answered alike`).toBe(outcome.done);
      expect(await fingerprint(), `${one.act} sent twice had a second effect`).toEqual(once);
    }
    await this.settle([one]);
    return outcome;
  }

  async atOnce(one: Try, other: Try): Promise<void> {
    const outcomes = await Promise.all([one, other].map((each) => attempt(each, this.view, world, this.now)));
    const before = this.view;
    await this.settle([one, other]);
    const [first, second] = [ACTS[one.act]?.versioned, ACTS[other.act]?.versioned];
    if (!first || first !== second || one.stale || other.stale) return;
    const isSame = one.act === other.act && one.who === other.who;
    const changes = first === "submission" ? this.view.events.length - before.events.length : this.view.listingEvents.length - before.listingEvents.length;
    expect(changes, `${one.act} by ${one.who} and ${other.act} by ${other.who} at once`).toBeLessThanOrEqual(1);
    if (isSame) return;
    expect(outcomes.filter(({ done }) => done).length, "at once one wins").toBeLessThanOrEqual(1);
    if (changes === 0) return;
    const loser = outcomes.find(({ done }) => !done);
    // Who may not even see it, or was wrong by themselves, is told just that.
    expect(loser && !loser.done ? loser.error.code : null).toMatch(/^(conflict|not_found|bad_input)$/);
  }

  async byItself(pick: number): Promise<void> {
    if (pick % 2 === 0) await runJobs(world, this.now);
    else await sweepOnce(world, this.now);
    await this.settle([]);
  }

  /** Looks again, and holds what it sees against every law. */
  async settle(tries: readonly Try[]): Promise<void> {
    const before = this.view;
    this.view = await look(world);
    const { submission, listing } = this.view;
    const did = tries.map(({ act, who, pick, stale }) => `${who} ${act} ${pick}${stale ? " (stale)" : ""}`).join(" & ") || "by itself";
    this.trail.push(`${this.now.toISOString()} ${did}: ${submission?.state ?? "nothing"}${listing ? `, ${listing.state}` : ""}`);
    expectLawful(
      before,
      this.view,
      tries.map(({ who }) => who),
      world,
      this.now,
    );
    this.#count(before, tries);
    await expectWhole(this.view, world, this.#due, this.now);
    if (!this.view.listing) return;
    await expectFoundOnlyIfPublic(this.view, { drained: false });
    await drainAll(postgresSearchEngine(), this.now);
    await expectFoundOnlyIfPublic(this.view, { drained: true });
  }

  /** The promise: the service level from submission, longer by what the owner took, or the day that was named. */
  #count(before: View, tries: readonly Try[]): void {
    const added = this.view.events.slice(before.events.length);
    for (const { kind, actorId, data } of added) {
      if (kind === "submitted") this.#due = new Date(this.now.getTime() + SERVICE_LEVEL_DAYS * DAY);
      if (kind === "reopened") this.#due = null;
      if (kind === "changes_requested") this.#askedAt = this.now;
      if (kind === "changes_answered" && this.#due && this.#askedAt) this.#due = new Date(this.#due.getTime() + this.now.getTime() - this.#askedAt.getTime());
      if (kind !== "due_date_moved") continue;
      const moved = tries.find(({ act }) => act === "moveDate");
      if (actorId !== null && moved) this.#due = momentInTimeZone(`${dateAhead(this.now, (moved.pick % 40) - 2)}T23:59`, "America/Santo_Domingo");
      else {
        const to = new Date((data as { to: string }).to);
        expect(to.getTime(), "the system only ever promises later, and ahead").toBeGreaterThan(Math.max(this.now.getTime(), this.#due?.getTime() ?? 0));
        this.#due = to;
      }
    }
  }

  /** One step of the straight way. False at the end of it. */
  async straightOn(): Promise<boolean> {
    const next = nextStep(this.view, world);
    if (!next) return false;
    if (next === "jobs") {
      await runJobs(world, this.now);
      await this.settle([]);
      return true;
    }
    const outcome = await this.alone(next, { twice: false });
    expect(outcome.done ? "" : outcome.error.message, `${next.who} can't ${next.act} in ${this.view.submission?.state}, listing ${this.view.listing?.state}`).toBe("");
    return true;
  }
}

describe("whatever people do, in whatever order", () => {
  it(
    "every law of a submission's life holds after each step, and whoever's turn it is can bring it to an end",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(13), fc.array(step, { minLength: 4, maxLength: LONGEST }), async (straight, steps) => {
          await clearWalk();
          const walk = new Walk();
          try {
            for (let taken = 0; taken < straight; taken += 1) await walk.straightOn();
            for (const one of steps) await walk.take(one);
            for (let taken = 0; await walk.straightOn(); taken += 1) expect(taken, "steps to the end").toBeLessThan(MOST_STEPS_TO_THE_END);
          } catch (error) {
            throw new Error(`after ${walk.trail.join("\n")}`, { cause: error });
          }
        }),
        { numRuns: WALKS, seed: SEED, endOnFailure: process.env.WALK_SHRINK !== "1" },
      );
    },
    60_000 + WALKS * 20_000,
  );

  it("and the walks have come by many of the lines of those laws", () => {
    expect(EVERY_LINE.filter((line) => SEEN.has(line)).length).toBeGreaterThan(EVERY_LINE.length / 3);
  });
});
