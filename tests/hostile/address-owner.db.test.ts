import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { STEPS, type Step, Walk } from "#tests/factories/address-walk";
import { openEdition } from "#tests/factories/submitting";

/** The sequences differ in what they wait for, so several go on at once. */
const AT_ONCE = 6;
const ALL = Object.keys(STEPS) as Step[];
/** What decides whose an address is. */
const CORE: readonly Step[] = ["thief signs up", "thief plants", "owner signs up", "owner opens the oldest", "owner opens the newest", "owner opens the reset"];

beforeAll(async () => {
  await openEdition();
});

async function runAll(sequences: ReadonlyArray<readonly Step[]>): Promise<void> {
  let next = 0;
  const failed: string[] = [];
  const take = async () => {
    for (let index = next++; index < sequences.length && failed.length < 3; index = next++) {
      await new Walk().run(sequences[index] ?? []).catch((error: unknown) => failed.push(`${(sequences[index] ?? []).join(", ")}:\n${error}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  expect(failed).toEqual([]);
}

/** All sequences of these steps with this many. */
function sequencesOf(steps: readonly Step[], length: number): Step[][] {
  return length === 0 ? [[]] : sequencesOf(steps, length - 1).flatMap((before) => steps.map((step) => [...before, step]));
}

function ordersOf(steps: readonly Step[]): Step[][] {
  return steps.length <= 1 ? [[...steps]] : steps.flatMap((step) => ordersOf(steps.filter((other) => other !== step)).map((rest) => [step, ...rest]));
}

describe("an address that a thief and its owner both type belongs to its owner alone once they confirm it", () => {
  it("in every sequence of two steps", { timeout: 1_200_000 }, async () => {
    await runAll(sequencesOf(CORE, 2));
  });

  it("in every order of signing up, planting, confirming and resetting", { timeout: 1_200_000 }, async () => {
    const orders = ordersOf(["thief signs up", "thief plants", "owner signs up", "somebody asks for a reset", "owner opens the newest"]);
    await runAll(orders.map((order): Step[] => [...order, "owner opens the reset"]));
  });

  it("in walks of up to ten steps of all kinds", { timeout: 1_200_000 }, async () => {
    const seed = Number(process.env.WALK_SEED ?? 2026);
    await runAll(fc.sample(fc.array(fc.constantFrom(...ALL), { minLength: 4, maxLength: 10 }), { seed, numRuns: Number(process.env.WALKS ?? 40) }));
  });
});
