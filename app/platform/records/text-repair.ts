/**
 * Repairs text that was UTF-8 and was read once too often as Mac Roman (`‚Äú` for “, `√°` for á) or as Windows-1252
 * or Latin-1 (`Ã¡`). Each broken character is judged by itself, because a record often joins broken and sound fields.
 */

/** Mac Roman, bytes 0x80 to 0xFF. */
const MAC_ROMAN = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø" + "¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
/** Windows-1252, bytes 0x80 to 0x9F; the rest is Latin-1, as are the five bytes that it leaves undefined. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

type Charset = "mac" | "windows";
type Lead = { charset: Charset; byte: number };
type Repair = { start: number; length: number; character: string; clear: boolean };

/** What the first byte of a broken character looks like. The two charsets share none of these. */
const LEADS: ReadonlyMap<string, Lead> = new Map([
  ["¬", { charset: "mac", byte: 0xc2 }],
  ["√", { charset: "mac", byte: 0xc3 }],
  ["ƒ", { charset: "mac", byte: 0xc4 }],
  ["≈", { charset: "mac", byte: 0xc5 }],
  ["‚", { charset: "mac", byte: 0xe2 }],
  ["Ô", { charset: "mac", byte: 0xef }],
  ["\uf8ff", { charset: "mac", byte: 0xf0 }],
  ["Â", { charset: "windows", byte: 0xc2 }],
  ["Ã", { charset: "windows", byte: 0xc3 }],
  ["Ä", { charset: "windows", byte: 0xc4 }],
  ["Å", { charset: "windows", byte: 0xc5 }],
  ["â", { charset: "windows", byte: 0xe2 }],
  ["ï", { charset: "windows", byte: 0xef }],
  ["ð", { charset: "windows", byte: 0xf0 }],
  ["Æ", { charset: "windows", byte: 0xc6 }],
  ["Ë", { charset: "windows", byte: 0xcb }],
] as const);
const ANY_LEAD = /[¬√ƒ≈‚Ô\uf8ffÂÃÄÅâïðÆË]/;

const TRAILS: Readonly<Record<Charset, ReadonlyMap<string, number>>> = {
  mac: new Map([...MAC_ROMAN].slice(0, 64).map((character, index) => [character, 0x80 + index])),
  windows: new Map([
    ...Array.from({ length: 64 }, (_, index): [string, number] => [String.fromCharCode(0x80 + index), 0x80 + index]),
    ...[...WINDOWS_1252].map((character, index): [string, number] => [character, 0x80 + index]),
  ]),
};

/** What people write in the registry's languages beyond ASCII: nothing else is ever "repaired" to. */
const PLAUSIBLE: ReadonlyArray<readonly [number, number]> = [
  [0xa0, 0x17f],
  // ƒ, ˆ and ˜ are themselves what a byte looks like in a text that was broken twice.
  [0x192, 0x192],
  [0x2c6, 0x2c6],
  [0x2dc, 0x2dc],
  [0x200b, 0x200f],
  [0x2010, 0x205e],
  [0x2070, 0x209c],
  [0x20a0, 0x20bf],
  [0x2100, 0x214f],
  [0x2190, 0x22ff],
  [0x2500, 0x27bf],
  [0xfe0f, 0xfe0f],
  [0xfeff, 0xfeff],
  [0x1f000, 0x1faff],
];

/** Stand after a word in sound text: “AMANHÃ” is a quoted word, not a broken AMANHÔ. */
const MAY_FOLLOW_A_WORD = /[’‘”“»›…–—•™®†‡ºª\u00a0]/;
/** Stand after a √ in sound mathematics. */
const OPERAND = /[πΩ∑∏∫∞µ∂]/;
const LETTER = /\p{L}/u;
const UPPER_CASE = /\p{Lu}/u;
/** Second bytes of the common three-byte characters: quotation marks, €, ™, arrows, mathematics, dingbats. */
const COMMON_SECOND_BYTES = new Set([0x80, 0x82, 0x84, 0x86, 0x88, 0x98, 0x9c]);

/** Returns the text and how many characters were repaired; a text without broken characters comes back as it was. */
export function repairDoubleDecoding(text: string): { text: string; repaired: number } {
  let current = text;
  let repaired = 0;
  // Text is now and then broken twice or three times over.
  for (let pass = 0; pass < 3 && ANY_LEAD.test(current); pass += 1) {
    const repairs = findRepairs(current);
    // What could also be sound is repaired only where something beside it is certainly broken.
    if (!repairs.some(({ clear }) => clear)) break;
    current = apply(current, repairs);
    repaired += repairs.length;
  }
  return { text: current, repaired };
}

function findRepairs(text: string): Repair[] {
  const repairs: Repair[] = [];
  for (let start = 0; start < text.length; start += 1) {
    const lead = LEADS.get(text.charAt(start));
    const repair = lead && decodeAt(text, start, lead);
    if (!repair) continue;
    repairs.push(repair);
    start += repair.length - 1;
  }
  return repairs;
}

function decodeAt(text: string, start: number, { charset, byte }: Lead): Repair | undefined {
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  const trails: number[] = [];
  for (let offset = 1; offset < length; offset += 1) {
    const trail = TRAILS[charset].get(text.charAt(start + offset));
    if (trail === undefined) return undefined;
    trails.push(trail & 0x3f);
  }
  const codePoint = trails.reduce((bits, trail) => bits * 64 + trail, byte & (0xff >> (length + 1)));
  // A control character stands for a byte only in a text that was read as Latin-1, twice.
  const control = codePoint < 0xa0 && text.charCodeAt(start + 1) < 0xa0;
  if (!control && !PLAUSIBLE.some(([from, to]) => codePoint >= from && codePoint <= to)) return undefined;
  const before = text.charAt(start - 1);
  const after = text.charAt(start + length);
  const inWord = LETTER.test(before) || LETTER.test(after);
  let clear = true;
  if (byte === 0xc3 && charset === "mac") clear = inWord || !OPERAND.test(text.charAt(start + 1));
  if (byte > 0xc3 && charset === "mac" && length === 2) clear = inWord;
  if (charset === "windows" && length === 2) clear = !(UPPER_CASE.test(before) && !LETTER.test(after) && MAY_FOLLOW_A_WORD.test(text.charAt(start + 1)));
  if (charset === "windows" && length === 3) clear = COMMON_SECOND_BYTES.has(0x80 + (trails[0] ?? 0)) || !LETTER.test(before);
  return { start, length, character: String.fromCodePoint(codePoint), clear };
}

function apply(text: string, repairs: readonly Repair[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, length, character } of repairs) {
    pieces.push(text.slice(from, start), character);
    from = start + length;
  }
  pieces.push(text.slice(from));
  return pieces.join("");
}
