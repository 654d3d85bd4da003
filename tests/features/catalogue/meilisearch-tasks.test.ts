import { Meilisearch } from "meilisearch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { finished } from "~/features/catalogue/meilisearch-tasks.server";
import { IndexTrouble } from "~/features/catalogue/search-engine";

/** Answers as Meilisearch 1.50 words them, without a Meilisearch. */
describe("what Meilisearch took in", () => {
  let proxy: FaultyProxy;
  beforeEach(async () => {
    proxy = await startFaultyProxy("http://127.0.0.1:1");
  });
  afterEach(async () => {
    await proxy.stop();
  });

  /** Takes in one task, then says these things of it in turn, the last one for ever. */
  const telling = (...answers: Array<{ status: number; json: unknown }>) => {
    let at = 0;
    proxy.set({
      instead: ({ method }) => {
        if (method !== "GET") return { status: 202, json: { taskUid: 7, status: "enqueued" } };
        at += 1;
        return answers[Math.min(at, answers.length) - 1];
      },
    });
    return () => at;
  };
  const task = (status: string, error: unknown = null) => ({ status: 200, json: { uid: 7, status, error } });
  const write = ({ signal, timeout = 4_000 }: { signal?: AbortSignal; timeout?: number } = {}) => {
    const client = new Meilisearch({ host: proxy.url, timeout });
    return finished(client, client.index("a").addDocuments([{ id: "1" }]), signal);
  };
  const refusal = (type: string, code: string) => ({ message: "No.", code, type, link: "" });

  it("is waited for until it is done, however long that takes", async () => {
    const asked = telling(task("enqueued"), task("enqueued"), task("processing"), task("processing"), task("succeeded"));
    await write();
    expect(asked()).toBe(5);
  });

  it.each([
    ["invalid_request", "invalid_document_id"],
    ["invalid_request", "document_fields_limit_reached"],
    ["internal", "internal"],
  ])("failed for its documents' sake, says %s, %s", async (type, code) => {
    telling(task("failed", refusal(type, code)));
    const error = await write().catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(IndexTrouble);
    expect(error).toMatchObject({ message: `Meilisearch: No. (${code})` });
  });

  it.each([
    ["system", "no_space_left_on_device"],
    ["auth", "invalid_api_key"],
    ["invalid_request", "index_not_found"],
  ])("failed for the engine's sake, says %s, %s", async (type, code) => {
    telling(task("failed", refusal(type, code)));
    await expect(write()).rejects.toBeInstanceOf(IndexTrouble);
  });

  it("is the engine's trouble when somebody cancelled it, or it is not known there any more", async () => {
    telling(task("canceled"));
    await expect(write()).rejects.toBeInstanceOf(IndexTrouble);
    telling({ status: 404, json: refusal("invalid_request", "task_not_found") });
    await expect(write()).rejects.toBeInstanceOf(IndexTrouble);
  });

  it.each([
    [400, "invalid_request", "malformed_payload", false],
    [413, "invalid_request", "payload_too_large", false],
    [401, "auth", "missing_authorization_header", true],
    [403, "auth", "invalid_api_key", true],
    [422, "system", "no_space_left_on_device", true],
    [500, "internal", "internal", true],
    [503, "system", "too_many_search_requests", true],
  ])("may be refused at the door: %i, %s, %s", async (status, type, code, isTrouble) => {
    proxy.set({ instead: () => ({ status, json: refusal(type, code) }) });
    const error = await write().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof IndexTrouble).toBe(isTrouble);
  });

  it("is still waited for while the engine is away for a moment", async () => {
    const asked = telling(...Array.from({ length: 12 }, () => task("processing")), task("succeeded"));
    const written = write();
    await expect.poll(asked, { interval: 5 }).toBeGreaterThanOrEqual(1);
    await proxy.stop();
    expect(asked()).toBeLessThan(12);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await proxy.start();
    await written;
  });

  it("is trouble when nobody listens, or somebody never answers", async () => {
    proxy.set({ hang: () => true });
    await expect(write({ timeout: 200 })).rejects.toThrow(/^Meilisearch does not answer/);
    await proxy.stop();
    await expect(write()).rejects.toThrow(/ECONNREFUSED/);
    await proxy.start();
  });

  it("is left to itself when the process is told to stop", async () => {
    telling(task("processing"));
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 100);
    await expect(write({ signal: stopping.signal })).rejects.toBeInstanceOf(IndexTrouble);
  });
});
