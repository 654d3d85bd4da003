const BASE = "http://here.invalid";

/** The path to go on to after signing in; undefined for anything that could lead to another site. */
export function safeNext(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 2_000 || !/^\/(?![/\\])/.test(value) || /[\p{Cc}\\]/u.test(value) || !URL.canParse(value, BASE)) return undefined;
  const url = new URL(value, BASE);
  // What is left after "/.//elsewhere" was resolved would lead away too.
  return url.origin === BASE && !url.pathname.startsWith("//") ? url.pathname + url.search : undefined;
}

/** The `next` in the address that was asked for. */
export function nextIn(request: Request): string | undefined {
  return safeNext(new URL(request.url).searchParams.get("next"));
}

/** A page on the way, told where it leads on to. */
export function withNext(path: string, next: string | undefined): string {
  return next === undefined ? path : `${path}?${new URLSearchParams({ next })}`;
}
