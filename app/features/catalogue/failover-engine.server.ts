import { log } from "~/platform/log.server";
import { searchAnswers } from "~/platform/metrics.server";
import { Breaker } from "./breaker";
import type { SearchEngine, SearchReader } from "./search-engine";

/** Longer than nearly every search takes, and short enough that nobody sees a page wait for the second answer. */
const PATIENCE_MS = 250;
/** With the second's answer this late, one from the first is no longer worth waiting for. */
const GIVE_UP_MS = 950;
const LIMITS = { failures: 5, withinMs: 10_000, openMs: 15_000 };

type Named = SearchReader & Pick<SearchEngine, "name">;

/**
 * Searches with the first engine, whose failures nobody notices: when it is slow the second is asked too, and whichever
 * answers first is heard; when it fails the second is asked at once, and after some failures for a while only the second.
 */
export function failoverEngine(first: Named, second: Named, clock: () => number = () => performance.now()): SearchReader {
  const breaker = new Breaker(LIMITS, clock);

  async function firstAnswer<T>(ask: (engine: Named) => Promise<T>): Promise<T> {
    if (!breaker.mayAsk()) return by(second, ask);
    const patience = new AbortController();
    const asked = inTime(by(first, ask)).then(
      (answer) => {
        if (breaker.answered()) log.info(`${first.name} answers again`);
        return answer;
      },
      (error: unknown) => {
        log.warn({ err: error }, `${first.name} did not answer a search`);
        if (breaker.failed()) log.error(`${first.name} is not asked for ${LIMITS.openMs / 1_000} s`);
        throw error;
      },
    );
    try {
      return await Promise.any([asked, waitFor(asked, patience.signal).then(() => by(second, ask))]);
    } catch (error) {
      // What is wrong with the second is the graver news: there is nobody behind it.
      throw error instanceof AggregateError ? error.errors.at(-1) : error;
    } finally {
      patience.abort();
    }
  }

  return {
    search: async (request) => {
      const result = await firstAnswer((engine) => engine.search(request));
      searchAnswers.inc({ engine: result.engine });
      return result;
    },
    suggest: (language, prefix, limit) => firstAnswer((engine) => engine.suggest(language, prefix, limit)),
  };
}

/** A mistake in an engine's code is a rejection like any other. */
async function by<T>(engine: Named, ask: (engine: Named) => Promise<T>): Promise<T> {
  return ask(engine);
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${GIVE_UP_MS} ms`)), GIVE_UP_MS);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

/** Until patience ends or the first engine has failed. Never resolves once it is aborted: then nobody else need be asked. */
function waitFor(asked: Promise<unknown>, given: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    asked.catch(() => {
      clearTimeout(timer);
      resolve();
    });
    given.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}
