import { beforeAll, describe } from "vitest";
import type { SearchEngine } from "~/features/catalogue/search-engine";
import { describeFinding } from "./engine-contract-finding";
import { describeShowing } from "./engine-contract-showing";
import { describeWriting } from "./engine-contract-writing";
import { fixtures } from "./search-fixtures";

/**
 * What every engine must do, whatever it is made of. `makeEngine` gives an empty one each time; writes are awaited
 * until they can be searched. With a seed, what is generated is the same at each run.
 */
export function describeEngineContract(name: string, makeEngine: () => Promise<SearchEngine>, { seed }: { seed?: number } = {}): void {
  describe(`the search engine ${name}`, () => {
    describe("over the fixtures", () => {
      let engine: SearchEngine;
      beforeAll(async () => {
        engine = await makeEngine();
        await engine.index(fixtures("es"));
        await engine.index(fixtures("en"));
      });
      describeFinding(() => engine);
      describeShowing(name, () => engine, seed);
    });
    describeWriting(makeEngine, seed);
  });
}
