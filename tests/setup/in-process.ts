import path from "node:path";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import type { RouteConfigEntry } from "@remix-run/route-config";
import { answeringRoutes } from "~/platform/http/answering-routes.server";
import * as entry from "../../app/entry.server";
import routes from "../../app/routes";

type Route = { id: string; parentId?: string; path?: string; index?: boolean; pattern: string; file: string };

/** What app/routes.ts defines, flat, with the address that a browser would ask for. */
export async function definedRoutes(): Promise<Route[]> {
  return flatten(await routes, "root", "");
}

function flatten(entries: readonly RouteConfigEntry[], parentId: string, above: string): Route[] {
  return entries.flatMap((one) => {
    const id = one.id ?? one.file.replace(/\.tsx?$/, "");
    const pattern = one.path ? `${above}/${one.path}` : above;
    const route = { id, parentId, pattern: pattern || "/", file: one.file, ...(one.path && { path: one.path }), ...(one.index && { index: true }) };
    return [route, ...flatten(one.children ?? [], id, pattern)];
  });
}

/**
 * Remix itself over the very modules that the site is built of, without a server around it: what a request's cookie may
 * do is answered here as it is on the wire. Limits on clients and the check of origins stand before it, and are not in it.
 */
export async function siteInProcess(): Promise<(request: Request, context?: object) => Promise<Response>> {
  const modules = import.meta.glob<ServerBuild["routes"][string]["module"]>("../../app/{root.tsx,routes/*.{ts,tsx}}");
  const load = (file: string) => modules[`../../app/${file}`]?.() ?? Promise.reject(new Error(`no module ${file}`));
  const defined = await definedRoutes();
  const all: Array<Omit<Route, "pattern">> = [{ id: "root", path: "", file: "root.tsx" }, ...defined];
  const loaded = await Promise.all(all.map(async ({ file, ...route }) => [route.id, { ...route, module: await load(file) }] as const));
  const manifest = loaded.map(([id, { module, parentId, path: at, index }]) => [
    id,
    {
      id,
      parentId,
      path: at,
      index,
      hasAction: "action" in module,
      hasLoader: "loader" in module,
      hasErrorBoundary: "ErrorBoundary" in module,
      module: `/assets/${path.basename(id)}.js`,
    },
  ]);
  const build = {
    entry: { module: entry },
    routes: Object.fromEntries(loaded),
    assets: { entry: { imports: [], module: "/assets/entry.js" }, routes: Object.fromEntries(manifest), url: "/assets/manifest.js", version: "test" },
    publicPath: "/",
    assetsBuildDirectory: "build/client",
    future: {
      v3_fetcherPersist: true,
      v3_relativeSplatPath: true,
      v3_throwAbortReason: true,
      v3_singleFetch: false,
      v3_lazyRouteDiscovery: false,
      v3_routeConfig: true,
      unstable_optimizeDeps: false,
    },
    isSpaMode: false,
  } as unknown as ServerBuild;
  const handle = createRequestHandler(answeringRoutes(build), "production");
  return (request, context) => handle(request, { requestId: "in-process", address: "10.0.0.1", ...context } as never);
}
