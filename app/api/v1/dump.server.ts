import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { catalogueState, streamListings } from "~/features/catalogue/listing-queries.server";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { OPEN_TO_ALL } from "./answers.server";
import { CSV_STYLES, csvHeader, csvRow } from "./csv";
import { type ApiSolution, serialiseSolution } from "./solution";

export type DumpFormat = "jsonl" | "csv" | "excel";

type Writer = { mediaType: string; fileName: string; head: string; line: (solution: ApiSolution) => string };

const WRITERS: Readonly<Record<DumpFormat, Writer>> = {
  jsonl: { mediaType: "application/jsonl; charset=utf-8", fileName: "solutions.jsonl", head: "", line: (solution) => `${JSON.stringify(solution)}\n` },
  csv: {
    mediaType: "text/csv; charset=utf-8; header=present",
    fileName: "solutions.csv",
    head: csvHeader(CSV_STYLES.plain),
    line: (solution) => csvRow(solution, CSV_STYLES.plain),
  },
  excel: {
    mediaType: "text/csv; charset=utf-8; header=present",
    fileName: "solutions-excel.csv",
    head: csvHeader(CSV_STYLES.excel),
    line: (solution) => csvRow(solution, CSV_STYLES.excel),
  },
};

/** Counts up when the same rows would be written differently, so that nobody keeps a file of the old kind. */
const SHAPE = 1;
/** A download of everything is the dearest answer there is: so many at once from one process. */
const AT_ONCE = 4;
let running = 0;
/** A date is exact to a second: a younger one could stand for two states. */
const DATE_SETTLED_MS = 60_000;

/**
 * All published listings, streamed in the order of their ids. Answers 304 to who has the present state already, and
 * 503 while too many others are downloading.
 */
export async function answerDump(request: Request, format: DumpFormat): Promise<Response> {
  const { mediaType, fileName } = WRITERS[format];
  const state = await catalogueState();
  const headers = new Headers({
    "Content-Type": mediaType,
    "Content-Disposition": `attachment; filename="${fileName}"`,
    "Cache-Control": "public, max-age=0, must-revalidate",
    ETag: `W/"${SHAPE}-${format}-${state.fingerprint}"`,
    Vary: "Accept-Encoding",
    ...OPEN_TO_ALL,
  });
  if (state.lastChange) headers.set("Last-Modified", state.lastChange.toUTCString());
  if (isKnown(request, headers, now())) return new Response(null, { status: 304, headers });

  const zipped = acceptsGzip(request.headers.get("Accept-Encoding"));
  if (zipped) headers.set("Content-Encoding", "gzip");
  if (request.method === "HEAD") return new Response(null, { headers });
  if (running >= AT_ONCE) throw new AppError("unavailable", "too-many-downloads");
  return new Response(toWeb(dump(format), zipped), { headers });
}

/** The file's text, batch by batch. */
export async function* dump(format: DumpFormat): AsyncGenerator<string> {
  const { head, line } = WRITERS[format];
  const addresses = { publicOrigin: publicOrigin(environment()) };
  running += 1;
  try {
    if (head) yield head;
    for await (const listings of streamListings()) yield listings.map((listing) => line(serialiseSolution(listing, addresses))).join("");
  } finally {
    running -= 1;
  }
}

function toWeb(texts: AsyncGenerator<string>, zipped: boolean): ReadableStream<Uint8Array> {
  const source = Readable.from(bytes(texts), { objectMode: false });
  if (!zipped) return Readable.toWeb(source) as ReadableStream<Uint8Array>;
  const gzip = createGzip({ level: 5 });
  // A client that hangs up ends the reading; its error has nobody to tell.
  pipeline(source, gzip).catch((error: Error) => gzip.destroy(error));
  return Readable.toWeb(gzip) as ReadableStream<Uint8Array>;
}

async function* bytes(texts: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}

/** By ETag, or by the very date for who sends no ETag; not while another change may fall into the same second. */
function isKnown(request: Request, headers: Headers, now: Date): boolean {
  const tags = request.headers.get("If-None-Match");
  if (tags !== null) {
    const known = strong(headers.get("ETag") ?? "");
    return tags.split(",").some((tag) => strong(tag) === known || tag.trim() === "*");
  }
  const since = Date.parse(request.headers.get("If-Modified-Since") ?? "");
  return since === Date.parse(headers.get("Last-Modified") ?? "") && now.getTime() - since > DATE_SETTLED_MS;
}

function strong(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

function acceptsGzip(acceptEncoding: string | null): boolean {
  return (acceptEncoding ?? "").split(",").some((part) => {
    const [name = "", quality] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/);
    return (name === "gzip" || name === "*") && (quality === undefined || Number(quality) > 0);
  });
}
