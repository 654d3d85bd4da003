import { z } from "zod";
import { FACETS } from "~/features/catalogue/search-engine";
import { ProblemSchema } from "./problem";
import { ClaimSchema, InstitutionReferenceSchema, PlaceSchema, SolutionSchema, SolutionTextSchema } from "./solution";
import { FragmentSchema, SolutionItemSchema, SolutionsQuerySchema, SolutionsSchema } from "./solutions";
import { TaxonomiesSchema } from "./taxonomies";

const SCHEMAS = {
  Claim: ClaimSchema,
  Fragment: FragmentSchema,
  InstitutionReference: InstitutionReferenceSchema,
  Place: PlaceSchema,
  Problem: ProblemSchema,
  Solution: SolutionSchema,
  SolutionItem: SolutionItemSchema,
  SolutionText: SolutionTextSchema,
  Solutions: SolutionsSchema,
  Taxonomies: TaxonomiesSchema,
};

type JsonSchema = Record<string, unknown>;

/** OpenAPI 3.1, made from the schemas that answers are checked against in the tests. */
export function openApiDocument(publicOrigin: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Solucionario",
      version: "1.0.0",
      summary: "Solutions that already work, for small firms.",
      description:
        "Public and free to read, without a key, from any page. Version 1 only ever grows: ignore what you do not know. Fictional content is marked `demonstration`. Everything at once: `/data/solutions.jsonl` and `/data/solutions.csv`.",
      license: { name: "CC BY 4.0", url: "https://creativecommons.org/licenses/by/4.0/" },
    },
    servers: [{ url: publicOrigin }],
    paths: {
      "/api/v1/solutions": {
        get: {
          operationId: "searchSolutions",
          summary: "Search published solutions",
          description: "Within a facet, repeated parameters mean “or”; between facets, “and”.",
          parameters: queryParameters(),
          responses: {
            200: answer("The page of answers that was asked for.", "Solutions"),
            400: problem("A parameter can't be used; `field` names it."),
            503: problem("Try again in a moment."),
          },
        },
      },
      "/api/v1/solutions/{id}": {
        get: {
          operationId: "getSolution",
          summary: "One solution, whole",
          parameters: [{ name: "id", in: "path", required: true, description: "Its id, reference or slug.", schema: { type: "string" } }],
          responses: {
            200: answer("The solution.", "Solution"),
            301: { description: "It was asked for by a former slug." },
            404: problem("There is none, or nobody may read it now."),
            410: problem("It was removed from the registry; `title` is the reason's code."),
          },
        },
      },
      "/api/v1/taxonomies": {
        get: { operationId: "getTaxonomies", summary: "Keys and their labels", responses: { 200: answer("Every key that other answers use.", "Taxonomies") } },
      },
    },
    components: { schemas: componentSchemas() },
  };
}

const answer = (description: string, schema: keyof typeof SCHEMAS) => ({ description, content: { "application/json": { schema: { $ref: reference(schema) } } } });
const problem = (description: string) => ({ description, content: { "application/problem+json": { schema: { $ref: reference("Problem") } } } });
const reference = (id: string) => `#/components/schemas/${id}`;

function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: reference,
    // The contract grows, so a reader must not refuse what is new to it.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, id: _own, ...schema }]) => [id, schema]));
}

function queryParameters() {
  return Object.entries(SolutionsQuerySchema.shape).map(([name, schema]) => {
    const { $schema: _dialect, description, ...rest } = z.toJSONSchema(schema, { io: "input" });
    const repeatable = FACETS.some((facet) => facet === name);
    return { name, in: "query", required: false, ...(description && { description }), schema: rest, ...(repeatable && { style: "form", explode: true }) };
  });
}
