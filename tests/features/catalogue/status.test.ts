import { describe, expect, it } from "vitest";
import {
  canMove,
  confirmationEnds,
  LISTING_MOVES,
  LISTING_STATES,
  type ListingMove,
  type ListingState,
  READABLE_STATES,
  restoredState,
  SEARCHABLE_STATES,
  stateByDates,
} from "~/features/catalogue/status";

/** DESIGN.md section 4 once more, by hand: "from > to: move". */
const BY_HAND = `
unpublished > published: published
unpublished > hidden: shelved
published > published: confirmed
published > needs_confirmation: confirmation_due
published > hidden: hidden
published > suspended: suspended
published > removed: removed
needs_confirmation > published: confirmed
needs_confirmation > archived: archived
needs_confirmation > hidden: hidden
needs_confirmation > suspended: suspended
needs_confirmation > removed: removed
archived > published: republished
archived > hidden: hidden
archived > suspended: suspended
archived > removed: removed
hidden > unpublished: shown
hidden > published: shown
hidden > needs_confirmation: shown
hidden > archived: shown
hidden > suspended: suspended
hidden > removed: removed
suspended > published: suspension_lifted
suspended > needs_confirmation: suspension_lifted
suspended > archived: suspension_lifted
suspended > hidden: suspension_lifted
suspended > removed: removed
`;

const moves = Object.keys(LISTING_MOVES) as ListingMove[];

function reachable(start: ListingState): Set<ListingState> {
  const seen = new Set<ListingState>([start]);
  for (const state of seen) for (const to of LISTING_STATES) if (moves.some((move) => canMove(move, state, to))) seen.add(to);
  return seen;
}

describe("a listing's moves", () => {
  it("are those that the design names, and no other", () => {
    const all = LISTING_STATES.flatMap((from) => LISTING_STATES.flatMap((to) => moves.filter((move) => canMove(move, from, to)).map((move) => `${from} > ${to}: ${move}`)));
    expect(all.sort()).toEqual(BY_HAND.trim().split("\n").sort());
  });

  it("reach every state from an unpublished listing", () => {
    expect([...reachable("unpublished")].sort()).toEqual([...LISTING_STATES].sort());
  });

  it("leave a way out of every state but removal", () => {
    for (const state of LISTING_STATES) expect(reachable(state).size > 1, state).toBe(state !== "removed");
  });

  it("make nothing public that was not published by a move of that name", () => {
    const into = moves.filter((move) => LISTING_STATES.some((from) => !isPublic(from) && LISTING_STATES.some((to) => isPublic(to) && canMove(move, from, to))));
    expect(into.sort()).toEqual(["published", "shown", "suspension_lifted"]);
    expect(LISTING_STATES.filter((from) => canMove("published", from, "published"))).toEqual(["unpublished"]);
  });
});

const isPublic = (state: ListingState) => READABLE_STATES.some((readable) => readable === state);

describe("dates", () => {
  const now = new Date("2026-08-31T12:00:00Z");
  const days = (number: number) => new Date(now.getTime() + number * 86_400_000);

  it("give a confirmation six months where a price or a contact stands, else twelve, and never a day too many", () => {
    expect(confirmationEnds(now, { hasPriceOrContact: true }).toISOString()).toBe("2027-02-28T12:00:00.000Z");
    expect(confirmationEnds(now, { hasPriceOrContact: false }).toISOString()).toBe("2027-08-31T12:00:00.000Z");
  });

  it("say where a listing stands that nobody hides", () => {
    const published = { publishedAt: days(-400) };
    expect(stateByDates({ publishedAt: null, confirmBy: null }, now)).toBe("unpublished");
    expect(stateByDates({ ...published, confirmBy: null }, now)).toBe("published");
    expect(stateByDates({ ...published, confirmBy: days(1) }, now)).toBe("published");
    expect(stateByDates({ ...published, confirmBy: days(0) }, now)).toBe("needs_confirmation");
    expect(stateByDates({ ...published, confirmBy: days(-59) }, now)).toBe("needs_confirmation");
    expect(stateByDates({ ...published, confirmBy: days(-60) }, now)).toBe("archived");
  });

  it("are checked anew when a listing is shown again or a suspension lifted", () => {
    const stale = { publishedAt: days(-400), confirmBy: days(-5) };
    expect(restoredState({ ...stale, state: "hidden", stateBefore: "published" }, now)).toBe("needs_confirmation");
    expect(restoredState({ ...stale, state: "suspended", stateBefore: "published" }, now)).toBe("needs_confirmation");
    expect(restoredState({ ...stale, state: "suspended", stateBefore: "hidden" }, now)).toBe("hidden");
    expect(restoredState({ publishedAt: null, confirmBy: null, state: "hidden", stateBefore: "unpublished" }, now)).toBe("unpublished");
  });

  it("keep what is searchable among what is readable", () => {
    expect(SEARCHABLE_STATES.every(isPublic)).toBe(true);
  });
});
