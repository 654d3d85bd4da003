import { environment, publicOrigin } from "~/platform/env.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import { hasDemonstration } from "~/platform/installation.server";

export const handle = PUBLIC_PAGE;

/** With demonstration content loaded, nothing here may be indexed; else everything public may. */
export async function loader() {
  const body = (await hasDemonstration()) ? "User-agent: *\nDisallow: /\n" : `User-agent: *\nDisallow: /api/\nSitemap: ${publicOrigin(environment())}/sitemap.xml\n`;
  return new Response(body, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
