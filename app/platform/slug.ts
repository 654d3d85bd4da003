const MAX_LENGTH = 80;
/** Letters that Unicode does not take apart into a base and a mark. */
const LETTERS: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };

/** The part of a page's address that says what it is about: lower case, ASCII, words joined by hyphens, cut at a word. May be empty. */
export function toSlug(text: string, maxLength = MAX_LENGTH): string {
  const slug = text
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/gi, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();
  if (slug.length <= maxLength) return slug;
  const lastHyphen = slug.lastIndexOf("-", maxLength);
  return lastHyphen > maxLength / 2 ? slug.slice(0, lastHyphen) : slug.slice(0, maxLength).replace(/-$/, "");
}

/** The first of `slug`, `slug-2`, `slug-3`, … that is free; takes it, so that the next call finds it in use. */
export function takeSlug(slug: string, taken: Set<string>): string {
  let free = slug;
  for (let number = 2; taken.has(free); number += 1) free = numberedSlug(slug, number);
  taken.add(free);
  return free;
}

/** The slug with a number behind it, still within the length. */
export function numberedSlug(slug: string, number: number): string {
  if (number === 1) return slug;
  const suffix = `-${number}`;
  return `${slug.slice(0, MAX_LENGTH - suffix.length).replace(/-$/, "")}${suffix}`;
}

/**
 * One free slug for each base, in order. For many at once, where the slugs in use are too many to be read: `takenOf`
 * says which of some candidates are taken, and is asked a few times only, because each round tries four times as many numbers.
 */
export async function chooseSlugs(bases: readonly string[], takenOf: (candidates: string[]) => Promise<Iterable<string>>): Promise<string[]> {
  const chosen: string[] = [];
  const mine = new Set<string>();
  let waiting = bases.map((base, index) => ({ base, index }));
  for (let from = 1, to = 1; waiting.length > 0; from = to + 1, to *= 4) {
    const candidates = [...new Set(waiting.map(({ base }) => base))].flatMap((base) => numberedSlugs(base, from, to));
    const taken = new Set(await takenOf(candidates));
    // Where the search for a base's next number goes on: many bases may be the same.
    const next = new Map<string, number>();
    waiting = waiting.filter(({ base, index }) => {
      for (let number = next.get(base) ?? from; number <= to; number += 1) {
        const slug = numberedSlug(base, number);
        next.set(base, number + 1);
        if (taken.has(slug) || mine.has(slug)) continue;
        mine.add(slug);
        chosen[index] = slug;
        return false;
      }
      return true;
    });
  }
  return chosen;
}

function numberedSlugs(base: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, offset) => numberedSlug(base, from + offset));
}
