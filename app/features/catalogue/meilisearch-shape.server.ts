import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Settings } from "meilisearch";
import { meilisearchClient } from "./meilisearch-client.server";
import { toStored } from "./meilisearch-documents.server";
import { indexSettings } from "./meilisearch-settings.server";
import { asked } from "./meilisearch-tasks.server";
import { SAMPLE } from "./sample-document";
import type { IndexCondition, InterfaceLanguage } from "./search-engine";

/** Begins the mark of a release; no field is called so. */
const MARK = "solucionario";

/**
 * The settings of this release, with its mark: a hash of them and of what it makes of a document. It stands among the
 * fields that may be shown, though no document has such a field: settings travel with an index that takes another's
 * place, and vanish with it, and there, unlike in the dictionary, it costs a search nothing.
 */
export function markedSettings(language: InterfaceLanguage): Settings {
  const known = marked.get(language) ?? markSettings(language);
  marked.set(language, known);
  return known;
}

/** They are the same as long as the process runs. */
const marked = new Map<InterfaceLanguage, Settings>();

function markSettings(language: InterfaceLanguage): Settings {
  const settings = indexSettings(language);
  const shape = [toStored({ ...SAMPLE, language })];
  const mark =
    MARK +
    createHash("sha256")
      .update(JSON.stringify([settings, shape]))
      .digest("hex")
      .slice(0, 16);
  return { ...settings, displayedAttributes: [...(settings.displayedAttributes ?? []), mark] };
}

/** The worst condition of these indexes. */
export async function conditionOf(names: ReadonlyArray<readonly [InterfaceLanguage, string]>, thorough = false): Promise<IndexCondition> {
  const found = await Promise.all(
    names.map(async ([language, name]): Promise<IndexCondition> => {
      const wanted = markedSettings(language);
      const actual = await readSettings(name, thorough);
      if (!actual?.displayedAttributes?.some((name) => name.startsWith(MARK))) return "missing";
      return differingSettings(thorough ? wanted : { displayedAttributes: wanted.displayedAttributes }, actual).length === 0 ? "current" : "outdated";
    }),
  );
  return found.find((one) => one === "missing") ?? found.find((one) => one === "outdated") ?? "current";
}

/** The names of an index's settings that are not as this release wants them; undefined when there is no such index. */
export async function differences(language: InterfaceLanguage, name: string): Promise<string[] | undefined> {
  const actual = await readSettings(name, true);
  return actual && differingSettings(markedSettings(language), actual);
}

/** The names of the settings that are not as they should be. */
export function differingSettings(wanted: Settings, actual: Settings): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = actual[name as keyof Settings];
    return (RANKED.has(name) ? isDeepStrictEqual(value, found) : isWithin(value, found)) ? [] : [name];
  });
}

/** Where the order means something. */
const RANKED: ReadonlySet<string> = new Set(["searchableAttributes", "rankingRules"]);

/** Meilisearch adds what was not said. */
function isWithin(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(actual) && isDeepStrictEqual(sorted(wanted), sorted(actual));
  if (typeof wanted !== "object" || wanted === null) return isDeepStrictEqual(wanted, actual);
  if (typeof actual !== "object" || actual === null) return false;
  return Object.entries(wanted).every(([key, value]) => isWithin(value, (actual as Record<string, unknown>)[key]));
}

function sorted(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}

async function readSettings(name: string, whole: boolean): Promise<Settings | undefined> {
  const index = meilisearchClient("write").index(name);
  try {
    return whole ? await asked(index.getSettings()) : { displayedAttributes: await asked(index.getDisplayedAttributes()) };
  } catch (error) {
    if ((error as Error).message.endsWith("(index_not_found)")) return undefined;
    throw error;
  }
}
