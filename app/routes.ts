import { index, type RouteConfig, route } from "@remix-run/route-config";

/** The site map. Every entry stands in tests/routes/route-list.ts too, with who may open it. */
export default [
  index("routes/language.ts"),
  route("robots.txt", "routes/robots.ts"),
  route(":locale", "routes/locale.tsx", [index("routes/home.tsx"), route("*", "routes/not-found.tsx")]),
  route("*", "routes/nowhere.tsx"),
] satisfies RouteConfig;
