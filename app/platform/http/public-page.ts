/**
 * The `handle` of a route whose answer depends on its address alone: `export const handle = PUBLIC_PAGE`. Only such routes
 * are answered from, and kept in, the shared page cache; a route that says nothing is private.
 */
export const PUBLIC_PAGE = { isPublic: true } as const;

export function isPublicHandle(handle: unknown): boolean {
  return typeof handle === "object" && handle !== null && "isPublic" in handle && handle.isPublic === true;
}
