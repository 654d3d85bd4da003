import { SITE_LOCALES } from "./locale.server";
import { isPublicHandle } from "./public-page";
import { matchRoutes, type ServerBuild } from "./remix.server";

type RouteObject = Parameters<typeof matchRoutes>[0][number];

export type RouteMatch = {
  /** The one spelling of this path: a request for any other is redirected to it. */
  path: string;
  /** The route declares that its answer is the same for everybody. */
  isPublic: boolean;
};

/**
 * Finds the route that Remix will answer a path with, by the same matching: the cache and the router must never read one
 * path differently, because Remix also matches `/es/Submit`, `/es/sub%6Dit` and `/es//submit`.
 *
 * @param routes the server build's routes by id
 * @returns a function from a request target (path with or without query, or an absolute URL) to its route; `null` when it is no path
 */
export function routeTable(routes: ServerBuild["routes"]): (target: string) => RouteMatch | null {
  const tree = childrenOf(routes, undefined);

  return (target) => {
    const segments = segmentsOf(target);
    if (!segments) return null;
    const matches = matchRoutes(tree, `/${segments.join("/")}`) ?? [];
    const pattern = matches.flatMap(({ route }) => (route.path ?? "").split("/")).filter(Boolean);
    return {
      path: `/${spelling(segments, pattern).join("/")}`,
      isPublic: isPublicHandle(matches.at(-1)?.route.handle),
    };
  };
}

/** Fixed segments as the route spells them; the rest as it came, in one percent-encoding. */
function spelling(segments: readonly string[], pattern: readonly string[]): string[] {
  return segments.map((segment, index) => {
    const expected = pattern[index] ?? "*";
    if (expected === ":locale") return SITE_LOCALES.find((locale) => locale === segment.toLowerCase()) ?? segment;
    // After a `*` the pattern says nothing more, because it is its last segment.
    return expected.startsWith(":") || expected === "*" ? segment : expected;
  });
}

/** A target's path as decoded and encoded once more, without empty and dot segments. */
function segmentsOf(target: string): string[] | null {
  // A path that begins with two slashes would be read as a host, so it is put behind one.
  const url = target.startsWith("/") ? `http://localhost${target}` : target;
  if (!URL.canParse(url)) return null;
  try {
    return new URL(url).pathname
      .split("/")
      .filter(Boolean)
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)));
  } catch {
    return null;
  }
}

function childrenOf(routes: ServerBuild["routes"], parentId: string | undefined): RouteObject[] {
  return Object.values(routes).flatMap((route) => {
    if (route?.parentId !== parentId) return [];
    const { id, path, index, module } = route;
    const common = { id, ...(path !== undefined && { path }), handle: module.handle };
    return [index ? { ...common, index } : { ...common, children: childrenOf(routes, id) }];
  });
}
