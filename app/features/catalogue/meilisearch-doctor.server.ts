import { sqlPool } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { compare } from "./index-reconcile.server";
import { indexName } from "./meilisearch-client.server";
import { meilisearchIndex } from "./meilisearch-index.server";
import { differences } from "./meilisearch-shape.server";
import { INTERFACE_LANGUAGES } from "./search-engine";

/** What was looked at, whether it is well, and what was seen. */
type Finding = { subject: string; ok: boolean; detail: string };

/** The version that the tests ran against. */
const TESTED = "1.50";
const PATIENCE_MS = 5_000;

type Request = readonly [action: string, method: string, path: string, body?: string];

/**
 * Requests by the action that a key needs for them. Those that would change something carry what is no request at all:
 * the key is looked at first.
 */
const TO_WRITE: readonly Request[] = [
  ["documents.add", "POST", `/indexes/${indexName("es")}/documents`, "x"],
  ["documents.delete", "POST", `/indexes/${indexName("es")}/documents/delete-batch`, "{}"],
  ["documents.get", "GET", `/indexes/${indexName("es")}/documents?limit=1`],
  ["indexes.create", "POST", "/indexes", "{}"],
  ["indexes.get", "GET", `/indexes/${indexName("es")}`],
  ["indexes.delete", "DELETE", `/indexes/${indexName("es")}%21`],
  ["indexes.swap", "POST", "/swap-indexes", "{}"],
  ["settings.update", "PATCH", `/indexes/${indexName("es")}/settings`, "[]"],
  ["settings.get", "GET", `/indexes/${indexName("es")}/settings`],
  ["stats.get", "GET", "/stats"],
  ["tasks.get", "GET", "/tasks?limit=1"],
];
const TO_SEARCH: readonly Request[] = [["search", "POST", "/multi-search", JSON.stringify({ queries: [{ indexUid: indexName("es"), limit: 0 }] })]];
const ALL = [...TO_WRITE, ...TO_SEARCH];

/** Says what is wrong with the engine that the environment names: its address, keys, version, settings and contents. Changes nothing. */
export async function examineMeilisearch(): Promise<Finding[]> {
  const { MEILISEARCH_URL = "", MEILISEARCH_SEARCH_KEY = "", MEILISEARCH_ADMIN_KEY = "" } = environment();
  const ask = async (key: string, method: string, path: string, body?: string): Promise<{ status: number; json: Record<string, unknown> }> => {
    const answer = await fetch(new URL(path, MEILISEARCH_URL), {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Accept-Encoding": "identity" },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body !== undefined && { body }),
    });
    return { status: answer.status, json: await answer.json().catch(() => ({})) };
  };
  const refusedTo = async (key: string): Promise<string[]> => {
    const refused: string[] = [];
    for (const [action, ...request] of ALL) if ([401, 403].includes((await ask(key, ...request)).status)) refused.push(action);
    return refused;
  };

  try {
    const health = await ask("", "GET", "/health");
    if (health.json.status !== "available")
      return [{ subject: "meilisearch", ok: false, detail: `${MEILISEARCH_URL} is no Meilisearch, or not well: it answers ${health.status}` }];
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return [{ subject: "meilisearch", ok: false, detail: `MEILISEARCH_URL ${MEILISEARCH_URL} can't be reached: ${cause?.code ?? message}. Searches are answered by PostgreSQL` }];
  }

  const findings: Finding[] = [];
  const version = (await ask(MEILISEARCH_ADMIN_KEY, "GET", "/version")).json.pkgVersion;
  findings.push(
    typeof version === "string"
      ? {
          subject: "meilisearch",
          ok: isAtLeast(version, TESTED),
          detail: `${version} answers${isAtLeast(version, TESTED) ? "" : `: older than ${TESTED}, which this release was tested with`}`,
        }
      : { subject: "meilisearch", ok: true, detail: "answers; its version is not told to a key for some indexes only" },
  );

  const [refusedToWriter, refusedToReader] = [await refusedTo(MEILISEARCH_ADMIN_KEY), await refusedTo(MEILISEARCH_SEARCH_KEY)];
  findings.push(await aboutKey("MEILISEARCH_ADMIN_KEY", MEILISEARCH_ADMIN_KEY, refusedToWriter, TO_WRITE));
  const searchKey = await aboutKey("MEILISEARCH_SEARCH_KEY", MEILISEARCH_SEARCH_KEY, refusedToReader, TO_SEARCH);
  const mayWrite = searchKey.ok && !refusedToReader.includes("documents.add");
  findings.push(mayWrite ? { ...searchKey, ok: false, detail: "may write too: give it the action search only" } : searchKey);
  if (TO_WRITE.some(([action]) => refusedToWriter.includes(action))) return findings;
  const missing = await missingIndex();
  if (missing) return [...findings, { subject: "meilisearch index", ok: false, detail: `${missing} is missing: the process that does the jobs builds it when it runs` }];
  return [...findings, await aboutSettings(), await aboutContents()];

  async function aboutKey(subject: string, key: string, refused: readonly string[], needed: readonly Request[]): Promise<Finding> {
    if (!key) return { subject, ok: false, detail: "is not set" };
    if (refused.length === ALL.length) return { subject, ok: false, detail: "is refused: it is wrong, revoked or has expired" };
    const lacking = needed.flatMap(([action]) => (refused.includes(action) ? [action] : []));
    if (lacking.length > 0) return { subject, ok: false, detail: `lacks ${lacking.join(", ")}` };
    const { json } = await ask(key, "GET", "/keys?limit=1000");
    const keys = json.results as Array<{ key: string }> | undefined;
    // The master key alone may list the keys without being one of them.
    if (keys && !keys.some((known) => known.key === key)) return { subject, ok: false, detail: "is the master key: make a key for this use" };
    return { subject, ok: true, detail: "may do what it must" };
  }
}

async function missingIndex(): Promise<string | undefined> {
  for (const language of INTERFACE_LANGUAGES) if (!(await differences(language, indexName(language)))) return indexName(language);
  return undefined;
}

async function aboutSettings(): Promise<Finding> {
  const subject = "meilisearch settings";
  const differing: string[] = [];
  for (const language of INTERFACE_LANGUAGES) {
    const names = (await differences(language, indexName(language))) ?? [];
    if (names.length > 0) differing.push(`${names.join(", ")} of ${indexName(language)}`);
  }
  if (differing.length === 0) return { subject, ok: true, detail: "as this release wants them" };
  return { subject, ok: false, detail: `other than this release wants them: ${differing.join("; ")}. The next start builds the indexes anew, or \`solucionario reindex\`` };
}

async function aboutContents(): Promise<Finding> {
  const { searchable, missing, outdated, orphans, ahead } = await compare(meilisearchIndex());
  const { rows } = await sqlPool().query<{ waiting: number; failed: number }>(
    "SELECT count(*)::int AS waiting, count(failure)::int AS failed FROM search.outbox WHERE engine = 'meilisearch'",
  );
  const { waiting = 0, failed = 0 } = rows[0] ?? {};
  const different = missing.length + outdated.length + orphans.length + ahead.length;
  const difference = `, ${missing.length} missing, ${outdated.length + ahead.length} in another version, ${orphans.length} too many: \`solucionario reindex\``;
  return {
    subject: "meilisearch index",
    ok: different === 0 && failed === 0,
    detail: `${searchable} listings, ${waiting} changes wait${failed > 0 ? `, ${failed} failed before` : ""}${different > 0 ? difference : ""}`,
  };
}

function isAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
