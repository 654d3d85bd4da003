/** The tag of a text whose language nobody knows (BCP 47). */
const UNDETERMINED = "und";

/** The `lang` of a text on a page in another language; empty where nobody knows it, absent where it is the page's. */
export function langAttribute(tag: string, locale: string): string | undefined {
  if (tag === locale) return undefined;
  return tag === UNDETERMINED ? "" : tag;
}

/** Whether the reader is told which language a text is in: not where it is the page's, nor where nobody knows. */
export function isForeign(tag: string, locale: string): boolean {
  return tag !== locale && tag !== UNDETERMINED;
}
