import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import express, { type RequestHandler, Router } from "express";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors";
import { isHashedName } from "./kept-assets.server";
import { chooseEncoding, type Encoding } from "./page-cache.server";

const TYPES: Readonly<Record<string, string>> = { ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };
const MEMORY_BYTES = 64 * 1024 * 1024;
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

type Packed = Readonly<Record<Encoding, Buffer>>;

/**
 * Serves the hashed files of the build in use and of those before it: the first of `folders` that has the name.
 * Only such names are looked for, so no path leads out of the folders; everything else is a 404.
 */
export function assets(folders: readonly string[]): Router {
  const router = Router();
  router.use((request, _response, next) => next(isHashedName(request.path.slice(1)) ? undefined : new AppError("not_found", "asset")));
  router.use(packedText(folders));
  for (const folder of folders) router.use(express.static(folder, { immutable: true, maxAge: "365d", index: false, redirect: false }));
  router.use(() => {
    throw new AppError("not_found", "asset");
  });
  return router;
}

/**
 * Text files, compressed once and kept: the style sheet is a good part of what a first visit costs. Names carry a hash
 * of their content, so browsers keep them for a year. What is not text, or not there, is left to the next handler.
 */
function packedText(folders: readonly string[]): RequestHandler {
  const kept = new LRUCache<string, Packed>({
    maxSize: MEMORY_BYTES,
    sizeCalculation: ({ identity, br, gzip }) => identity.length + br.length + gzip.length + 1,
    fetchMethod: (name) => pack(folders, name),
  });

  return async (request, response, next) => {
    const name = request.path.slice(1);
    const type = TYPES[path.extname(name)];
    if ((request.method !== "GET" && request.method !== "HEAD") || !type) return next();
    try {
      const encoding = chooseEncoding(request.get("accept-encoding"));
      const packed = await kept.fetch(name);
      if (!packed) return next();
      const body = packed[encoding];
      response.set({ "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable", Vary: "Accept-Encoding", "Content-Length": String(body.length) });
      if (encoding !== "identity") response.set("Content-Encoding", encoding);
      response.end(request.method === "HEAD" ? undefined : body);
    } catch (error) {
      next(error);
    }
  };
}

async function pack(folders: readonly string[], name: string): Promise<Packed | undefined> {
  for (const folder of folders) {
    // An upgrade in place takes a file away between any two moments; the next folder has it then.
    const identity = await readFile(path.join(folder, name)).catch(() => undefined);
    if (!identity) continue;
    const [br, gz] = await Promise.all([toBrotli(identity), toGzip(identity, { level: 9 })]);
    return { identity, br, gzip: gz };
  }
  return undefined;
}
