/**
 * Facts about a page for search engines. A data block, not a script: browsers do not run it, and the policy against
 * inline scripts does not apply to it. `<` is escaped so that no text can end the element.
 */
export function StructuredData({ facts }: { facts: Record<string, unknown> }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON in a data block; everything that could end it is escaped
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: inertJson({ "@context": "https://schema.org", ...facts }) }} />;
}

/** JSON that can stand inside a script element: no `<`, `>` or `&`, and no line separators of old engines. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
