import { type EnqueuedTask, type Meilisearch, MeilisearchApiError, MeilisearchError } from "meilisearch";
import { IndexTrouble } from "./search-engine";

const FIRST_LOOK_MS = 10;
const LONGEST_PAUSE_MS = 100;
/** How long an engine may be silent before a task that it took in is given up on: a restart is shorter. */
const SILENCE_MS = 15_000;

/**
 * Waits until Meilisearch has done what it took in, however long its queue is. Throws an IndexTrouble when the engine is
 * to blame, another error when the documents are: then nothing of them was written.
 */
export async function finished(client: Meilisearch, queued: Promise<EnqueuedTask>, signal?: AbortSignal): Promise<void> {
  const { taskUid } = await asked(queued);
  let silentSince: number | undefined;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    if (signal?.aborted) throw new IndexTrouble("stopped while Meilisearch was at work");
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      // Not handed the signal, to which the client would add a listener with every question and never take it away.
      const { status, error } = await asked(client.tasks.getTask(taskUid));
      silentSince = undefined;
      if (status === "succeeded") return;
      if (status === "canceled") throw new Settled(new IndexTrouble(`Meilisearch was told to cancel task ${taskUid}`));
      if (status === "failed") throw new Settled(failure(error?.message, error?.code, error?.type));
    } catch (error) {
      if (error instanceof Settled) throw error.outcome;
      if (!(error instanceof IndexTrouble) || error.cause instanceof MeilisearchApiError) throw error;
      silentSince ??= Date.now();
      if (Date.now() - silentSince > SILENCE_MS) throw error;
    }
  }
}

/** What a task came to, told apart from a question about it that got no answer. */
class Settled extends Error {
  constructor(readonly outcome: Error) {
    super();
  }
}

/** A request's answer, or an error that says who is to blame. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MeilisearchApiError) {
      const { status } = error.response;
      const refused = status === 400 || status === 413;
      throw failure(error.message, error.cause?.code, refused ? "invalid_request" : "system", error);
    }
    if (error instanceof MeilisearchError) throw new IndexTrouble(`Meilisearch does not answer: ${reasonOf(error)}`, { cause: error });
    throw error;
  }
}

/**
 * "internal" counts as the documents' fault, because a document can crash the indexing of its batch: found alone it is
 * set aside, and tried again later.
 */
function failure(message = "no reason given", code = "", type = "", cause?: unknown): Error {
  const documentsAtFault = (type === "invalid_request" && code !== "index_not_found") || type === "internal";
  const text = `Meilisearch: ${message}${code ? ` (${code})` : ""}`;
  return documentsAtFault ? new Error(text, { cause }) : new IndexTrouble(text, { cause });
}

function reasonOf(error: Error): string {
  for (let inner: unknown = error.cause; inner instanceof Error; inner = inner.cause) if ("code" in inner && typeof inner.code === "string") return inner.code;
  return error.message;
}
