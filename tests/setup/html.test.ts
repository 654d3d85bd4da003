import { describe, expect, it } from "vitest";
import { decoded, formsIn, tagsOf } from "./html";

describe("reading HTML as a browser does", () => {
  it("sees what a text breaks out into, and nothing in what stays text", () => {
    const names = (html: string) => tagsOf(html).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(" "));
    expect(names(`<p title="a"onclick="x">`)).toEqual(["p title onclick"]);
    expect(names(`<p title="&quot;onclick=x">&lt;img&gt; 1 < 2`)).toEqual(["p title"]);
    expect(names(`<title>a<b></title><textarea></textarea ><img src=x onerror=alert(1)>`)).toEqual(["title", "title", "textarea", "textarea", "img src onerror"]);
    expect(names(`<script>"<img>"</script><!-- <b> --><svg/onload=x>`)).toEqual(["script", "script", "svg onload"]);
    expect(names("<a href='x' / data-b>")).toEqual(["a href data-b"]);
  });

  it("reads entities of every kind", () => {
    expect(decoded("&lt;&#x27;&#39;&quot;&amp;amp;&unknown;")).toBe(`<''"&amp;&unknown;`);
  });

  it("reads what a form would send", () => {
    const html = `<form method="post" action="/es/x"><input name="a" value="1"><textarea name="b">
two</textarea><select name="c"><option value="">?</option><option value="k" selected="">K</option></select><button name="intent" value="go">Go</button></form><form><input name="q"></form>`;
    expect(formsIn(html, "http://here.example/es/y")).toEqual([
      {
        method: "post",
        action: "http://here.example/es/x",
        fields: [
          { name: "a", type: "text", value: "1", checked: false, options: [] },
          { name: "b", type: "textarea", value: "\ntwo", checked: false, options: [] },
          { name: "c", type: "select", value: "k", checked: false, options: ["", "k"] },
        ],
        buttons: [{ name: "intent", value: "go" }],
      },
      { method: "get", action: "http://here.example/es/y", fields: [{ name: "q", type: "text", value: "", checked: false, options: [] }], buttons: [] },
    ]);
  });
});
