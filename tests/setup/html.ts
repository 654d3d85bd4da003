/** One tag as a browser's parser sees it; `text` is what stands inside elements that hold text only. */
export type Tag = { name: string; attributes: Readonly<Record<string, string>>; closing: boolean; text: string };

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
/** Inside these, nothing is a tag but their own end. */
const TEXT_ONLY = new Set(["script", "style", "textarea", "title"]);

export function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ""] ?? whole;
  });
}

/**
 * The tags of a page in their order, read by the rules that browsers tokenise by, quotes included: what breaks out of an
 * attribute or a text shows as a tag or an attribute of its own.
 */
export function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at)) {
    if (html.startsWith("<!--", at)) at = endOf(html, "-->", at + 4);
    else if (!/^<\/?[a-z]/i.test(html.slice(at, at + 3))) at += 1;
    else {
      const { tag, end } = readTag(html, at);
      at = end;
      if (!tag.closing && TEXT_ONLY.has(tag.name)) {
        const close = new RegExp(`</${tag.name}[\\s/>]`, "i").exec(html.slice(at));
        const inner = html.slice(at, close ? at + close.index : undefined);
        tag.text = tag.name === "script" || tag.name === "style" ? inner : decoded(inner);
        at += inner.length;
      }
      tags.push(tag);
    }
  }
  return tags;
}

function endOf(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}

function readTag(html: string, start: number): { tag: Tag; end: number } {
  const closing = html[start + 1] === "/";
  const name = /^[^\s/>]+/.exec(html.slice(start + (closing ? 2 : 1)))?.[0] ?? "";
  const attributes: Record<string, string> = {};
  const attribute = /[\s/]*(?:(>)|([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?)/y;
  attribute.lastIndex = start + name.length + (closing ? 2 : 1);
  for (;;) {
    const match = attribute.exec(html);
    const end = attribute.lastIndex;
    if (!match) return { tag: { name: name.toLowerCase(), attributes, closing, text: "" }, end: html.length };
    if (match[1]) return { tag: { name: name.toLowerCase(), attributes, closing, text: "" }, end };
    attributes[(match[2] ?? "").toLowerCase()] ??= decoded(match[3] ?? match[4] ?? match[5] ?? "");
  }
}

export type Field = { name: string; type: string; value: string; checked: boolean; options: string[] };
/** A form as a browser would send it. `buttons` are those that send a value of their own. */
export type Form = { method: string; action: string; fields: Field[]; buttons: Array<{ name: string; value: string }> };

export function formsIn(html: string, url: string): Form[] {
  const forms: Form[] = [];
  let form: Form | undefined;
  let select: Field | undefined;
  for (const { name, attributes, closing, text } of tagsOf(html)) {
    if (name === "form") {
      form = closing ? undefined : { method: (attributes.method ?? "get").toLowerCase(), action: new URL(attributes.action ?? url, url).href, fields: [], buttons: [] };
      if (form) forms.push(form);
    } else if (name === "select") select = closing ? undefined : addField(form, { name: attributes.name ?? "", type: "select", value: "" });
    else if (closing || !form) continue;
    else if (name === "option") {
      select?.options.push(attributes.value ?? "");
      if (select && "selected" in attributes) select.value = attributes.value ?? "";
    } else if (name === "textarea") addField(form, { name: attributes.name ?? "", type: "textarea", value: text });
    else if (name === "input") addField(form, { name: attributes.name ?? "", type: attributes.type ?? "text", value: attributes.value ?? "" }, "checked" in attributes);
    else if (name === "button" && attributes.name) form.buttons.push({ name: attributes.name, value: attributes.value ?? "" });
  }
  return forms;
}

function addField(form: Form | undefined, { name, type, value }: Pick<Field, "name" | "type" | "value">, checked = false): Field {
  const field = { name, type, value, checked, options: [] };
  if (form && name !== "") form.fields.push(field);
  return field;
}
