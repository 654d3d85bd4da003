import { repairDoubleDecoding } from "./text-repair";

/** What was done to a text, by kind, for the report. */
export type TextRepair = "double-decoded" | "not-unicode" | "html" | "markdown" | "control-characters";
export type CleanText = { text: string; repairs: TextRepair[] };

const HTML_TAG =
  /<(\/?)(a|b|blockquote|br|center|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|section|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]{0,2000}>/gi;
const BLOCK_TAG = /^(blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/i;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
/** Characters that show nothing, or that turn the direction of what follows. Joiners stay: emoji and Persian need them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: some of them are line breaks
const LINE_BREAK = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;

/** Plain text with paragraphs: repaired, without markup, one space between words, at most one empty line between lines. */
export function plainText(raw: string): CleanText {
  const repairs = new Set<TextRepair>();
  const note = (kind: TextRepair, before: string, after: string): string => {
    if (before !== after) repairs.add(kind);
    return after;
  };
  let text = note("not-unicode", raw, raw.toWellFormed());
  text = note("double-decoded", text, repairDoubleDecoding(text).text);
  text = text.normalize("NFC").replace(LINE_BREAK, "\n");
  text = note("control-characters", text, text.replace(INVISIBLE, ""));
  text = note("html", text, withoutHtml(text));
  text = note("markdown", text, withoutMarkdown(text));
  text = text
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return { text, repairs: [...repairs] };
}

function withoutHtml(text: string): string {
  return text
    .replace(HTML_TAG, (_tag, _closing: string, name: string) => (BLOCK_TAG.test(name) ? "\n" : ""))
    .replace(ENTITY, (entity, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? entity;
      const codePoint = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hexadecimal ?? "", 16);
      const sound = codePoint >= 0x20 && codePoint <= 0x10ffff && !(codePoint >= 0x7f && codePoint <= 0x9f) && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
      return sound ? String.fromCodePoint(codePoint) : entity;
    });
}

function withoutMarkdown(text: string): string {
  return text
    .replace(/^[ \t]*(?:[*_=#~-][ \t]*){3,}$/gm, "")
    .replace(/^[ \t]*#{1,6}[ \t]+/gm, "")
    .replace(/!?\[([^\]\n]{0,500})\]\((https?:\/\/[^)\s]{1,2000})\)/g, (_link, label: string, url: string) => (label.trim() === "" || label === url ? url : `${label} (${url})`))
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, "$2");
}

/** One line without marks of a heading, a list or emphasis around it; empty when nothing that can be read is left. */
export function cleanTitle(raw: string): CleanText {
  const { text, repairs } = plainText(raw);
  const line = text
    .replace(/\s+/g, " ")
    .replace(/^(?:[*_`>~-]+ ?|#+ )+/, "")
    .replace(/[\s*_`~]+$/, "")
    .replace(/[*`]+(?=\S)|(?<=\S)[*`]+/g, "")
    .trim();
  return { text: /[\p{L}\p{N}]/u.test(line) ? line : "", repairs };
}

const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * The first sentences of the first paragraph that reads like one, at most `max` characters. Labels, list items and
 * bare links before it are passed over. A first sentence that is too long is cut at a word and ends in "…".
 */
export function firstSentences(text: string, max: number): string {
  const paragraphs = text.split("\n").filter((line) => line.trim() !== "");
  const start = paragraphs.findIndex(readsLikeASentence);
  const chosen = (start >= 0 ? (paragraphs[start] ?? "") : paragraphs.join(" ")).slice(0, max * 8);
  let kept = "";
  for (const { segment } of SENTENCES.segment(chosen)) {
    if ((kept + segment).trim().length > max) break;
    kept += segment;
  }
  return kept.trim() || cutAtWord(chosen, max);
}

function readsLikeASentence(line: string): boolean {
  return line.length >= 40 && line.split(/\s+/).length >= 6 && !/^(?:- |• |https?:\/\/|[\p{L} ]{1,30}:\s*https?:)/u.test(line);
}

/** At most `max` characters, ending in "…" when something was cut. */
export function cutAtWord(text: string, max: number): string {
  const line = text.trim();
  if (line.length <= max) return line;
  const head = line.slice(0, max - 1);
  const space = head.search(/\s+\S*$/);
  const kept = space > max / 2 ? head.slice(0, space) : head;
  return `${kept.toWellFormed().replace(/[\ufffd\s,;:–-]+$/, "")}…`;
}
