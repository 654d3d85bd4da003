import { describe, expect, it } from "vitest";
import { draftContent } from "#scripts/demo/content";
import { readDemonstration } from "#scripts/demo/read";
import { draftValues } from "~/features/submissions/draft-values";
import { EMPTY_FORM } from "~/features/submissions/form-schema";

describe("a draft of the demonstration", () => {
  const drafts = readDemonstration("prisma/demo").submissions.filter(({ state }) => state === "draft");

  it.each(drafts.map(({ content }) => [content.key, content] as const))("%s opens in the form with what it has", (_key, content) => {
    const values = draftValues(JSON.parse(JSON.stringify(draftContent(content))));
    const text = content.texts[content.language];
    expect(values).toMatchObject({
      language: content.language,
      title: text?.title,
      howItWorks: text?.howItWorks ?? "",
      categoryKey: content.category ?? "",
      availableIn: content.availableIn ?? [],
    });
    expect(values.title).not.toBe("");
  });

  it("there are some", () => expect(drafts.length).toBeGreaterThan(0));
});

it("what is no draft is an empty form", () => {
  expect([draftValues(null), draftValues(7), draftValues({ nothing: 1 }), draftValues({ values: null })]).toEqual([EMPTY_FORM, EMPTY_FORM, EMPTY_FORM, EMPTY_FORM]);
});
