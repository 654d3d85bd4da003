import { type SolutionContent, SolutionContentSchema } from "~/features/submissions/schema";
import type { DemoContent, DemoSubmission } from "./format";

/** A demonstration record as the revision that freezes it. */
export function solutionContent(content: DemoContent): SolutionContent {
  return SolutionContentSchema.parse(contentFields(content));
}

/** A draft as its author has typed it so far: what is not there yet is left out. */
export function draftContent(content: DemoSubmission["content"]) {
  const { contact } = content;
  return withoutUndefined({ ...contentFields(content), ...(contact ? { contact } : {}) });
}

function contentFields(content: DemoSubmission["content"]) {
  const { key: _key, organisation: _organisation, institution: _institution, contact: _contact, category, claims, ...plain } = content;
  return {
    ...plain,
    ...(category ? { categoryKey: category } : {}),
    claims: claims.map(({ statement, figure, evidence }) => ({ statement, ...(figure ? { figure } : {}), evidence: evidence ? [evidence] : [] })),
  };
}

/** JSON has no undefined, and neither has a JSON column. */
function withoutUndefined(value: object) {
  return JSON.parse(JSON.stringify(value)) as Record<string, string | number | object>;
}
