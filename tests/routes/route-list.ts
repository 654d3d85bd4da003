/**
 * Every address of the site, and what a stranger gets there: a person without account or cookie, from another page.
 * A route that is not listed here fails the walk, so nobody opens a door without saying so.
 */
export type ListedRoute = {
  /** An address of this pattern that exists in the demonstration edition. */
  example: string;
  /** What GET answers a stranger. */
  get: number;
  /** What POST from our own origin answers a stranger; 405 where nothing can be sent. */
  post: number;
};

export const ROUTE_LIST: Readonly<Record<string, ListedRoute>> = {
  "/": { example: "/", get: 302, post: 405 },
  "/*": { example: "/nowhere/at/all", get: 404, post: 405 },
  "/robots.txt": { example: "/robots.txt", get: 200, post: 405 },
  "/:locale": { example: "/es", get: 200, post: 405 },
  "/:locale/*": { example: "/es/nowhere", get: 404, post: 405 },
};
