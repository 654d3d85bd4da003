// The import table of DESIGN.md section 6, from one list of ranks. A rule's comment says what a newcomer should do instead.

const RANKS = [["accounts"], ["network"], ["editions"], ["submissions"], ["review", "catalogue", "adoption", "assessment"], ["insights", "notifications"]];

const GENERATED = "^app/platform/database/generated/";
// A feature may have rooms: one level of folders.
const PURE = ["^app/features/[^/]+/[^/]+(?<!\\.server)\\.ts$", "^app/features/[^/]+/[^/]+/[^/]+(?<!\\.server)\\.ts$"];
const SERVER_ONLY_BUT_READS = [
  "^app/features/[^/]+/(repository|queries|[^/]+-(search|queries|repository))\\.server\\.ts$",
  "^app/features/[^/]+/[^/]+/(repository|queries|[^/]+-(search|queries|repository))\\.server\\.ts$",
];

const forbidden = [
  { name: "no-cycles", comment: "Two files that need each other are one file, or miss a third.", severity: "error", from: {}, to: { circular: true } },
  {
    name: "routes-stay-thin",
    comment: "A route reads the request, calls a feature and answers: no database, no repository, no jobs.",
    severity: "error",
    from: { path: "^app/routes/" },
    to: {
      path: [
        "^app/platform/database/",
        "^app/features/[^/]+/(repository|jobs|[^/]+-repository|(postgres-search|meilisearch|search-plan|search-vocabulary)[^/]*)\\.server\\.ts$",
        "node_modules/(@prisma|pg)/",
      ],
    },
  },
  {
    name: "no-route-imports-a-route",
    comment: "What two routes share belongs to a feature or a component.",
    severity: "error",
    from: { path: "^app/routes/" },
    to: { path: "^app/routes/" },
  },
  {
    name: "api-serialises-only",
    comment: "The API turns features' answers into JSON.",
    severity: "error",
    from: { path: "^app/api/" },
    to: { path: ["^app/(components|routes)/", "^app/platform/database/", "^app/features/[^/]+/repository\\.server\\.ts$", "node_modules/(@prisma|pg|react)/"] },
  },
  {
    name: "pure-files-stay-pure",
    comment: "Rules, schemas and policies know no server, no React, no environment and no clock.",
    severity: "error",
    from: { path: PURE },
    to: {
      path: ["\\.server\\.tsx?$", "^app/platform/(clock|database)", "node_modules/(react|react-dom|@prisma|pg|@remix-run)/", "^node:", "\\.tsx$"],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "reading-does-not-act",
    comment: "Repositories and queries talk to the database; services decide.",
    severity: "error",
    from: { path: SERVER_ONLY_BUT_READS },
    to: { path: ["^app/features/[^/]+/service\\.server\\.ts$", "^app/(routes|api|components)/"] },
  },
  {
    name: "another-features-repository",
    comment: "Ask the other feature's service or queries.",
    severity: "error",
    from: { path: "^app/features/([^/]+)/" },
    to: { path: "^app/features/[^/]+/repository\\.server\\.ts$", pathNot: "^app/features/$1/" },
  },
  {
    name: "services-know-no-http",
    comment: "A service can be called from a job or a terminal.",
    severity: "error",
    from: { path: "^app/features/[^/]+/(service|jobs)\\.server\\.ts$" },
    to: { path: ["^app/platform/http/", "^app/(routes|api|components)/", "node_modules/(react|@remix-run|express)/"] },
  },
  {
    name: "interface-takes-no-server-values",
    comment: "A feature's tsx gets data as props; types of its own queries are welcome.",
    severity: "error",
    from: { path: "^app/(features/.+|components/.+)\\.tsx$" },
    to: { path: "\\.server\\.tsx?$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "interface-of-one-feature",
    comment: "Pages that show several features are composed in routes.",
    severity: "error",
    from: { path: "^app/features/([^/]+)/.+\\.tsx$" },
    to: { path: "^app/features/", pathNot: "^app/features/$1/" },
  },
  {
    name: "components-know-no-feature",
    comment: "A component that needs a feature belongs to it.",
    severity: "error",
    from: { path: "^app/(components|i18n)/" },
    to: { path: "^app/(features|platform|routes|api)/" },
  },
  {
    name: "platform-is-the-ground",
    comment: "The platform imports nothing above it.",
    severity: "error",
    from: { path: "^app/platform/" },
    to: { path: "^app/(features|components|i18n|routes|api)/" },
  },
  { name: "tests-are-leaves", comment: "Nothing imports a test, not even another test.", severity: "error", from: {}, to: { path: "\\.test\\.tsx?$" } },
  { name: "app-knows-no-script", comment: "Scripts call the application.", severity: "error", from: { path: "^app/" }, to: { path: "^(scripts|tests)/" } },
  {
    name: "remix-in-few-places",
    comment: "Only routes, the shell, components and platform/http may import Remix, so that it can be left (docs/decisions/001).",
    severity: "error",
    from: { path: "^app/", pathNot: "^app/(routes|components|platform/http)/|^app/(root|entry\\.\\w+|routes)\\.tsx?$|^app/features/[^/]+/[^/]+\\.tsx$" },
    to: { path: "node_modules/@remix-run/" },
  },
  {
    name: "lucia-in-one-module",
    comment: "Lucia is deprecated upstream and will be replaced (docs/decisions/002).",
    severity: "error",
    from: { pathNot: "^app/features/accounts/session\\.server\\.ts$" },
    to: { path: "node_modules/lucia/" },
  },
  ...RANKS.flatMap((features, rank) => {
    const lower = RANKS.slice(0, rank).flat();
    return features.map((feature) => ({
      name: `rank-${rank + 1}-${feature}`,
      comment: "A feature imports only lower ranks; upward messages travel as outbox rows.",
      severity: "error",
      from: { path: `^app/features/${feature}/` },
      to: { path: "^app/features/", pathNot: `^app/features/(${[feature, ...lower].join("|")})/` },
    }));
  }),
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: ["node_modules", GENERATED] },
    exclude: { path: [GENERATED, "^tests/\\.output/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] },
  },
};
