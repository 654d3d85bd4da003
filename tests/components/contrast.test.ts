import fs from "node:fs";
import { describe, expect, it } from "vitest";

/** WCAG 2.2: 4.5:1 for words, 3:1 for the edges of controls. */
const WORDS = 4.5;
const EDGES = 3;

const source = fs.readFileSync("app/components/styles/tokens.css", "utf8");
const darkStart = source.indexOf("@media (prefers-color-scheme: dark)");

function tokens(css: string): Record<string, string> {
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

const light = tokens(source.slice(0, darkStart));
const schemes: Record<string, Record<string, string>> = { light, dark: { ...light, ...tokens(source.slice(darkStart)) } };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["paper", "card", "sunk"];
const tones = [1, 2, 3, 4, 5];
const words: Array<[string, string]> = [
  ...grounds.flatMap((ground) => ["ink", "soft", "link"].map((ink): [string, string] => [ink, ground])),
  ...tones.flatMap(
    (tone): Array<[string, string]> => [
      [`tone-${tone}`, `tone-${tone}-pale`],
      [`tone-${tone}`, "card"],
      ["ink", `tone-${tone}-pale`],
      ["soft", `tone-${tone}-pale`],
    ],
  ),
  ["good", "card"],
  ["fault", "card"],
  ["fault", "paper"],
  ["accent", "paper"],
  ["accent-ink", "accent"],
  ["accent-ink", "accent-strong"],
  ["ink", "mark"],
  ["soft", "mark"],
  ["band-ink", "band"],
  ["band-soft", "band"],
  ["focus", "band"],
];
const edges: Array<[string, string]> = [...grounds.map((ground): [string, string] => ["edge", ground]), ["accent", "card"], ["focus", "focus-edge"]];

describe.each(Object.entries(schemes))("the %s colours", (_scheme, colours) => {
  const ratio = (front: string, back: string) => {
    const [a, b] = [colours[front], colours[back]];
    if (!a || !b) throw new Error(`There is no colour --${a ? back : front}.`);
    return contrast(a, b);
  };
  it.each(words)("let %s be read on %s", (front, back) => expect(ratio(front, back)).toBeGreaterThanOrEqual(WORDS));
  it.each(edges)("let the edge %s be seen on %s", (front, back) => expect(ratio(front, back)).toBeGreaterThanOrEqual(EDGES));
  it("let white be read on the demonstration's banner", () => expect(contrast("#ffffff", colours.demo ?? "#ffffff")).toBeGreaterThanOrEqual(WORDS));
});
