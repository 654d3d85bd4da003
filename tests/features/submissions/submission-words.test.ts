import { describe, expect, it } from "vitest";
import { placeOf } from "~/features/submissions/form-schema";
import { eventSentence } from "~/features/submissions/submission-words";
import { translator } from "~/i18n/translator";

const es = translator("es");

describe("what happened to a submission", () => {
  it("is told to an owner as their own doing only when they did it", () => {
    const told = (kind: "submitted" | "claimed" | "taken_over", onBehalf: boolean, viewer = false) => eventSentence(es, { kind, onBehalf }, { onBehalf: viewer });
    expect(told("submitted", false)).toBe("Usted la envió.");
    expect(told("submitted", true)).toBe("La enviaron en su nombre.");
    expect(told("submitted", true, true), "to whoever wrote it").toBe("Usted la envió.");
    expect(told("claimed", false)).toBe("Una persona de la institución la tomó.");
    expect(told("taken_over", false)).toBe("Usted la tomó como suya.");
    expect(told("taken_over", false, true)).toBe("Su dueño la tomó como suya.");
  });
});

describe("what a coordinator asks for", () => {
  it("is told in the order in which the form asks", () => {
    const named = ["contact", "results", "cost", "howItWorks", "summary"];
    expect(named.sort((a, b) => placeOf(a) - placeOf(b))).toEqual(["summary", "howItWorks", "results", "cost", "contact"]);
    expect(named.every((section) => placeOf(section) >= 0)).toBe(true);
  });
});
