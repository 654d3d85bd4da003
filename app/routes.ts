import { index, type RouteConfig, route } from "@remix-run/route-config";

/** The site map. Every entry stands in tests/routes/route-list.ts too, with who may open it. */
export default [
  index("routes/language.ts"),
  route("robots.txt", "routes/robots.ts"),
  route("api/v1/solutions", "routes/api.v1.solutions.ts"),
  route("api/v1/solutions/:id", "routes/api.v1.solution.ts"),
  route("api/v1/taxonomies", "routes/api.v1.taxonomies.ts"),
  route("api/v1/openapi.json", "routes/api.v1.openapi.ts"),
  route("api/*", "routes/api.nowhere.ts"),
  route("data/solutions.jsonl", "routes/data.solutions.jsonl.ts"),
  route("data/solutions.csv", "routes/data.solutions.csv.ts"),
  route("data/solutions-excel.csv", "routes/data.solutions-excel.csv.ts"),
  route(":locale", "routes/locale.tsx", [index("routes/home.tsx"), route("solutions", "routes/solutions.tsx"), route("*", "routes/not-found.tsx")]),
  route("*", "routes/nowhere.tsx"),
] satisfies RouteConfig;
