import { index, type RouteConfig, route } from "@remix-run/route-config";

/** The site map. Every entry stands in tests/routes/route-list.ts too, with who may open it. */
export default [
  index("routes/language.ts"),
  route("robots.txt", "routes/robots.ts"),
  route("sitemap.xml", "routes/sitemap.ts"),
  route("api/v1/solutions", "routes/api.v1.solutions.ts"),
  route("api/v1/solutions/:id", "routes/api.v1.solution.ts"),
  route("api/v1/taxonomies", "routes/api.v1.taxonomies.ts"),
  route("api/v1/openapi.json", "routes/api.v1.openapi.ts"),
  route("api/*", "routes/api.nowhere.ts"),
  route("data/solutions.jsonl", "routes/data.solutions.jsonl.ts"),
  route("data/solutions.csv", "routes/data.solutions.csv.ts"),
  route("data/solutions-excel.csv", "routes/data.solutions-excel.csv.ts"),
  route(":locale", "routes/locale.tsx", [
    index("routes/home.tsx"),
    route("solutions", "routes/solutions.tsx"),
    route("solutions/:slug", "routes/solution.tsx"),
    route("countries", "routes/countries.tsx"),
    route("countries/:code", "routes/country.tsx"),
    route("institutions", "routes/institutions.tsx"),
    route("institutions/:slug", "routes/institution.tsx"),
    route("data", "routes/open-data.tsx"),
    route("sign-in", "routes/sign-in.tsx"),
    route("sign-in/link", "routes/sign-in-link.tsx"),
    route("sign-in/link/:token", "routes/sign-in-link-open.tsx"),
    route("sign-in/reset", "routes/reset.tsx"),
    route("sign-in/reset/:token", "routes/reset-open.tsx"),
    route("sign-out", "routes/sign-out.tsx"),
    route("sign-up", "routes/sign-up.tsx"),
    route("sign-up/confirm/:token", "routes/sign-up-confirm.tsx"),
    route("*", "routes/not-found.tsx"),
  ]),
  // An empty page to compare with, in the benchmark's own build only.
  ...(process.env.SOLUCIONARIO_BENCH ? [route("bench/empty", "../tests/bench/empty-page.tsx")] : []),
  route("*", "routes/nowhere.tsx"),
] satisfies RouteConfig;
