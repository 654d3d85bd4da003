import fs from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { RequestHandler } from "express";
import { chooseEncoding, type Encoding } from "./page-cache.server";

const TYPES: Readonly<Record<string, string>> = { ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

type Packed = Readonly<Record<Encoding, Buffer>>;

/**
 * The build's own text files, compressed once and kept: the style sheet is a good part of what a first visit costs.
 * Names carry a hash of their content, so browsers keep them for a year. What is not text, or not there, is left to
 * the next handler.
 */
export function builtAssets(folder: string): RequestHandler {
  const names = new Set(fs.existsSync(folder) ? fs.readdirSync(folder) : []);
  const kept = new Map<string, Promise<Packed>>();

  function packed(name: string): Promise<Packed> {
    const known = kept.get(name);
    if (known) return known;
    const packing = pack(path.join(folder, name)).catch((error) => {
      kept.delete(name);
      throw error;
    });
    kept.set(name, packing);
    return packing;
  }

  return async (request, response, next) => {
    const name = request.path.slice(1);
    const type = TYPES[path.extname(name)];
    if ((request.method !== "GET" && request.method !== "HEAD") || !type || !names.has(name)) return next();
    try {
      const encoding = chooseEncoding(request.get("accept-encoding"));
      const body = (await packed(name))[encoding];
      response.set({ "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable", Vary: "Accept-Encoding", "Content-Length": String(body.length) });
      if (encoding !== "identity") response.set("Content-Encoding", encoding);
      response.end(request.method === "HEAD" ? undefined : body);
    } catch (error) {
      next(error);
    }
  };
}

async function pack(file: string): Promise<Packed> {
  const identity = await readFile(file);
  const [br, gz] = await Promise.all([toBrotli(identity), toGzip(identity, { level: 9 })]);
  return { identity, br, gzip: gz };
}
