import { describe, expect, it } from "vitest";
import { highlightHits } from "~/features/catalogue/search-highlights.server";
import { term } from "./terms";

const terms = [term("ruido"), term("cepilladora")];
const shown = (title: string) => ({ language: "x", title, summary: "" });

async function bodiesReadFor(approximate: boolean, title: string): Promise<string[]> {
  const read: string[] = [];
  await highlightHits(
    {
      hits: [{ id: "a", approximate }],
      texts: new Map([["a", shown(title)]]),
      async readBodies(ids) {
        read.push(...ids);
        return new Map();
      },
    },
    terms,
  );
  return read;
}

describe("the stretch of a body that a hit shows", () => {
  it("is looked for where title and summary lack a part of what was asked", async () => {
    expect(await bodiesReadFor(false, "Menos ruido")).toEqual(["a"]);
    expect(await bodiesReadFor(false, "Menos ruido de la cepilladora")).toEqual([]);
  });

  it("is not looked for in an answer to a part of the query that shows its part", async () => {
    expect(await bodiesReadFor(true, "Menos ruido")).toEqual([]);
    expect(await bodiesReadFor(true, "Otra cosa")).toEqual(["a"]);
  });
});
