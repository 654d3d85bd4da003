import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formsIn } from "#tests/setup/html";
import { addToContent, fillForm, findForm, nameParked, pageAddress, readPage, samePage, typedFields, withParked, writePage } from "~/platform/http/form-page";

const page = (content: string, address = "/es/x") => readPage(`<!DOCTYPE html><html><head><title>t</title></head><body><main>${content}</main></body></html>`, address);

function fill(content: string, fields: Array<[string, string]>, address = "/es/x") {
  const opened = page(content);
  const form = findForm(opened, { address, fields });
  const left = form ? fillForm(opened, form, { address, fields }) : fields;
  const html = writePage(opened);
  const filled = formsIn(html, "http://here.invalid/es/x").map(({ fields }) =>
    fields.map(({ name, value, checked, type }) => (type === "checkbox" || type === "radio" ? `${name}=${value}${checked ? "!" : ""}` : `${name}=${value}`)),
  );
  return { html, left, filled };
}

describe("filling a form", () => {
  it("puts texts, choices and ticks where they were, and takes away those that were not sent", () => {
    const { filled, left } = fill(
      `<form method="post"><input name="a" value="old"><textarea name="b">old</textarea><select name="c"><option value="">—</option><option value="1" selected>1</option><option value="2">2</option></select>
       <input type="checkbox" name="d" value="x" checked><input type="checkbox" name="d" value="y"><input type="radio" name="e" value="1" checked><input type="radio" name="e" value="2"><input type="checkbox" name="f" checked></form>`,
      [
        ["a", 'new "<b>&amp;'],
        ["b", "\n\nlines </textarea><script>"],
        ["c", "2"],
        ["d", "y"],
        ["e", "2"],
      ],
    );
    expect(filled).toEqual([['a=new "<b>&amp;', "b=\n\n\nlines </textarea><script>", "c=2", "d=x", "d=y!", "e=1", "e=2!", "f="]]);
    expect(left).toEqual([]);
  });

  it("leaves passwords, files and buttons as they are, and brings back what was seen", () => {
    const { html } = fill(
      `<form method="post"><input type="password" name="p"><input type="hidden" name="version" value="9"><input type="hidden" name="key" value="new"><input name="a"><button name="intent" value="send">S</button></form>`,
      [
        ["p", "secret"],
        ["version", "3"],
        ["key", "old"],
        ["a", "1"],
        ["intent", "save"],
      ],
    );
    expect(html).not.toContain("secret");
    expect(html).toContain('name="version" value="3"');
    expect(html).toContain('name="key" value="old"');
    expect(html).toContain('name="intent" value="send"');
  });

  it("does not bring back what was seen where the form begins anew", () => {
    const { html } = fill(
      `<form method="post" action="/es/x"><input type="hidden" name="version" value=""><input name="a"></form>`,
      [
        ["version", "3"],
        ["a", "1"],
      ],
      "/es/x?draft=7",
    );
    expect(html).toContain('name="version" value=""');
    expect(html).toContain('name="a" value="1"');
  });

  it("tells what it has no place for: a choice that went, a second text, a field that went", () => {
    const { left, filled } = fill(`<form method="post"><select name="c"><option value="1">1</option></select><input name="a"></form>`, [
      ["c", "gone"],
      ["a", "first"],
      ["a", "second"],
      ["b", "field"],
    ]);
    expect(left).toEqual([
      ["c", "gone"],
      ["a", "second"],
      ["b", "field"],
    ]);
    expect(filled).toEqual([["c=", "a=first"]]);
  });

  it("unfolds what the form is folded in, and finds controls that name it from outside", () => {
    const { html } = fill(`<details><summary>s</summary><details><form method="post" id="f"></form></details></details><textarea name="b" form="f"></textarea>`, [["b", "out"]]);
    expect(html.match(/<details open="">/g)).toHaveLength(2);
    expect(html).toContain(">out</textarea>");
  });
});

describe("finding the form", () => {
  const row = (id: string, intent = "x") =>
    `<form method="post"><input type="hidden" name="intent" value="${intent}"><input type="hidden" name="report" value="${id}"><textarea name="why"></textarea></form>`;

  it("takes the one about the same thing, not the one that looks the same", () => {
    const { filled } = fill(row("1") + row("2"), [
      ["intent", "x"],
      ["report", "2"],
      ["why", "text"],
    ]);
    expect(filled).toEqual([
      ["intent=x", "report=1", "why="],
      ["intent=x", "report=2", "why=text"],
    ]);
    expect(
      fill(row("1"), [
        ["intent", "x"],
        ["report", "2"],
        ["why", "text"],
      ]).left,
    ).toHaveLength(3);
    expect(
      fill(row("1", "other"), [
        ["intent", "x"],
        ["report", "1"],
        ["why", "text"],
      ]).left,
    ).toHaveLength(3);
  });

  it("takes none that goes elsewhere, and none that only asks", () => {
    expect(fill(`<form method="post" action="/es/y"><input name="a"></form><form method="get"><input name="a"></form>`, [["a", "1"]]).left).toEqual([["a", "1"]]);
  });

  it("takes the one with the most names in common", () => {
    const { filled } = fill(`<form method="post"><input name="a"></form><form method="post"><input name="a"><input name="b"></form>`, [
      ["a", "1"],
      ["b", "2"],
    ]);
    expect(filled).toEqual([["a="], ["a=1", "b=2"]]);
  });
});

it("says in one form's address alone which kept form it is", () => {
  const opened = page(
    `<form method="post" id="one"><input name="a"></form><form method="post" id="two"></form><form method="post" action="/es/y?z=1"></form>`,
    "/es/x?q=1&parked=7",
  );
  nameParked(opened, findForm(opened, { address: "/es/x?q=1", fields: [["a", "1"]] }), "7");
  const actions = formsIn(writePage(opened), "http://here.invalid/es/x?q=1&parked=7").map(({ action }) => action.replace("http://here.invalid", ""));
  expect(actions).toEqual(["/es/x?q=1&parked=7", "/es/x?q=1", "/es/y?z=1"]);
});

it("knows a page by its address without what is said once, in any language", () => {
  expect(pageAddress("/es/submit?draft=1&step=saved&parked=2")).toBe("/es/submit?draft=1");
  expect(samePage("/es/submit?draft=1&step=saved", "/pt/submit?draft=1")).toBe(true);
  expect(samePage("/es/submit?draft=1", "/es/submit?draft=2")).toBe(false);
  expect(samePage("/es", "/en?parked=1")).toBe(true);
  expect(withParked("/es/x?id=1&id=2", "7")).toBe("/es/x?id=1&id=2&parked=7");
});

it("adds markup at the beginning of the content, and nowhere on a page without any", () => {
  const opened = page("<p>old</p>");
  expect(addToContent(opened, "<p>new</p>")).toBe(true);
  expect(writePage(opened)).toContain("<main><p>new</p><p>old</p></main>");
  expect(addToContent(readPage("<p>none</p>", "/es"), "<p>new</p>")).toBe(false);
});

it("knows what somebody typed from what a page sends along, unless it is a long text", () => {
  const long = "Esto lo escribió alguien. ".repeat(5);
  expect(
    typedFields([
      ["intent", "save"],
      ["version", "1"],
      ["stateVersion", "2"],
      ["a", " "],
      ["b", "x"],
      ["request", long],
    ]),
  ).toEqual([
    ["b", "x"],
    ["request", long],
  ]);
});

it("brings back any text to the letter", () => {
  const text = fc.string({ unit: "binary" }).map((raw) => raw.toWellFormed().replaceAll("\u0000", "\ufffd").replaceAll(/\r\n?/g, "\n"));
  fc.assert(
    fc.property(text, text, (line, lines) => {
      const opened = page(`<form method="post"><input name="a"><textarea name="b"></textarea></form>`);
      const sent = {
        address: "/es/x",
        fields: [
          ["a", line],
          ["b", lines],
        ] as Array<[string, string]>,
      };
      const form = findForm(opened, sent);
      if (form) fillForm(opened, form, sent);
      // Read anew, as a browser does.
      const again = readPage(writePage(opened), "/es/x");
      const found = findForm(again, sent);
      const [input, area] = (found?.childNodes ?? []) as Array<{ attrs: Array<{ name: string; value: string }>; childNodes: Array<{ value?: string }> }>;
      expect(input?.attrs.find(({ name }) => name === "value")?.value).toBe(line);
      expect(area?.childNodes.map(({ value }) => value).join("")).toBe(lines);
    }),
  );
}, 60_000);
