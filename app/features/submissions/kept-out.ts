/** Somebody, or an institution, by the names that people write them with. */
export type Named = { id: string; names: ReadonlyArray<string | null> };

const SHORTEST = 3;

/**
 * Whom a text names in full, whatever the case and the accents. A name inside a longer word is none: where it is
 * written otherwise, a person at the desk says whom it means.
 */
export function namedIn(text: string, known: readonly Named[]): string[] {
  const words = ` ${plain(text)} `;
  return known.filter(({ names }) => names.some((name) => name !== null && plain(name).length >= SHORTEST && words.includes(` ${plain(name)} `))).map(({ id }) => id);
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}
