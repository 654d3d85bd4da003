import { type DefaultTreeAdapterTypes, parse, parseFragment, serialize, defaultTreeAdapter as tree } from "parse5";

type Document = DefaultTreeAdapterTypes.Document;
type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

/** A form as it was sent: `address` is the path with its query that it went to. */
export type Sent = { address: string; fields: ReadonlyArray<readonly [name: string, text: string]> };

/** A rendered page, parsed, and the address that it was asked for at. */
export type FormPage = { document: Document; address: string };

const BASE = "http://here.invalid";
/** In the query of a filled form's address: which kept form it is. */
export const PARKED_PARAMETER = "parked";
/** Say once what just happened, or how the page was asked for; the page is the same without them. */
const ONE_TIME = [PARKED_PARAMETER, "_data", "step", "saved", "done", "sent"];
/** Hidden fields that say what was seen, not what a form is about: they differ when something changed meanwhile. */
const SEEN = /version|^key$/i;

export function readPage(html: string, address: string): FormPage {
  return { document: parse(html), address };
}

export function writePage({ document }: FormPage): string {
  return serialize(document);
}

/** A path with its query, without what is said once, in one order: two addresses of one page are equal. */
export function pageAddress(address: string): string {
  const { pathname, searchParams } = new URL(address, BASE);
  for (const name of ONE_TIME) searchParams.delete(name);
  return searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
}

/** The same page in each language. */
export function samePage(one: string, other: string): boolean {
  const bare = (address: string) => pageAddress(address).replace(/^\/[a-z]{2}(?=[/?]|$)/, "");
  return bare(one) === bare(other);
}

export function withParked(address: string, id: string): string {
  const url = new URL(address, BASE);
  url.searchParams.set(PARKED_PARAMETER, id);
  return url.pathname + url.search;
}

/**
 * The form of the page that these fields were typed into: sent to the same place, about the same thing (hidden fields agree),
 * with the most names in common. Undefined when the page has none any more.
 */
export function findForm(page: FormPage, sent: Sent): Element | undefined {
  const scored = [...elementsIn(page.document)].flatMap((form) => {
    if (form.tagName !== "form" || attributeOf(form, "method")?.toLowerCase() !== "post") return [];
    const score = likeness(page, form, sent);
    return score > 0 ? [{ form, score }] : [];
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.form;
}

function likeness(page: FormPage, form: Element, sent: Sent): number {
  const action = actionOf(page, form);
  if (pathOf(action) !== pathOf(sent.address)) return 0;
  const posted = valuesByName(sent.fields);
  const names = new Set<string>();
  let score = samePage(action, sent.address) ? 1 : 0;
  let agrees = false;
  for (const control of controlsOf(page, form)) {
    const name = attributeOf(control, "name") ?? "";
    const value = attributeOf(control, "value") ?? "";
    const type = typeOf(control);
    if (type === "hidden" && !SEEN.test(name)) {
      // Another row of a list has the same form about something else.
      if (posted.has(name) && !posted.get(name)?.includes(value)) return 0;
      if (posted.has(name)) {
        agrees = true;
        score += 2;
      } else score -= 1;
    } else if (type === "submit" && name !== "" && posted.get(name)?.includes(value)) score += 2;
    else if (isTyped(type) && !names.has(name)) {
      names.add(name);
      if (posted.has(name)) score += 2;
      // A text that was there would have been sent, empty or not.
      else if (type !== "checkbox" && type !== "radio") score -= 1;
    }
  }
  const common = [...names].filter((name) => posted.has(name)).length;
  return common > 0 ? Math.max(score, 1) : names.size === 0 && agrees ? Math.max(score, 1) : agrees ? 1 : 0;
}

/**
 * Puts the fields into the form as if they had just been typed, and unfolds what the form is folded in. What was seen and the
 * key against sending twice come back too, so that a stale or repeated form is still found out; but not where the form goes to
 * another address than it was sent to, because there it begins anew. Passwords and files are left alone.
 *
 * @returns the fields that the form has no place for
 */
export function fillForm(page: FormPage, form: Element, sent: Sent): Array<[string, string]> {
  const posted = valuesByName(sent.fields);
  const isSameAddress = samePage(actionOf(page, form), sent.address);
  const placed = new Map<string, Set<string>>();
  const place = (name: string, value: string) => placed.set(name, (placed.get(name) ?? new Set()).add(value));
  const given = new Map<string, number>();
  for (const control of controlsOf(page, form)) {
    const name = attributeOf(control, "name") ?? "";
    const type = typeOf(control);
    const values = posted.get(name) ?? [];
    if (type === "submit") for (const value of values) place(name, value);
    if (type === "hidden" && !isSameAddress) for (const value of values) place(name, value);
    if (!(isTyped(type) || (type === "hidden" && isSameAddress)) || attributeOf(control, "disabled") !== undefined) continue;
    if (type === "checkbox" || type === "radio") {
      const own = attributeOf(control, "value") ?? "on";
      setFlag(control, "checked", values.includes(own));
      if (values.includes(own)) place(name, own);
    } else if (type === "select") {
      for (const chosen of choose(control, values)) place(name, chosen);
    } else {
      const nth = given.get(name) ?? 0;
      given.set(name, nth + 1);
      const value = values[nth];
      if (value === undefined) continue;
      if (type === "textarea") setText(control, value);
      else setAttribute(control, "value", value);
      place(name, value);
    }
  }
  for (let around: Node | null = form; around; around = "parentNode" in around ? around.parentNode : null)
    if (isElement(around) && around.tagName === "details") setFlag(around, "open", true);
  return sent.fields.flatMap(([name, value]): Array<[string, string]> => (placed.get(name)?.has(value) ? [] : [[name, value]]));
}

/**
 * Lets the form's address say which kept form it is, so that its being taken uses that one up. The other forms of the page, which
 * a browser would send to the page's own address, do not say so.
 */
export function nameParked(page: FormPage, parked: Element | undefined, id: string): void {
  for (const form of elementsIn(page.document)) {
    if (form.tagName !== "form" || attributeOf(form, "method")?.toLowerCase() !== "post") continue;
    const action = new URL(actionOf(page, form), BASE);
    const known = action.searchParams.has(PARKED_PARAMETER);
    action.searchParams.delete(PARKED_PARAMETER);
    if (form === parked) action.searchParams.set(PARKED_PARAMETER, id);
    if (form === parked || known) setAttribute(form, "action", action.pathname + action.search);
  }
}

/** Gives the form an id, unless it has one, and returns it. */
export function anchorOf(form: Element, id: string): string {
  const own = attributeOf(form, "id");
  if (own === undefined) setAttribute(form, "id", id);
  return own ?? id;
}

/** Puts markup of ours at the beginning of the page's content. False for a page without any. */
export function addToContent({ document }: FormPage, markup: string): boolean {
  const main = [...elementsIn(document)].find(({ tagName }) => tagName === "main");
  if (!main) return false;
  const first = main.childNodes[0];
  for (const node of [...parseFragment(markup).childNodes]) {
    tree.detachNode(node);
    if (first) tree.insertBefore(main, node, first);
    else tree.appendChild(main, node);
  }
  return true;
}

/** Fields that somebody filled in and would miss, not what the page sent along by itself. */
export function typedFields(fields: ReadonlyArray<readonly [string, string]>): Array<[string, string]> {
  return fields.flatMap(([name, value]): Array<[string, string]> => (value.trim() === "" || isMachinery(name, value) ? [] : [[name, value]]));
}

const SENT_ALONG = /^(?:intent|action|next|key|id|report|request|assignmentId|duplicatesSeen)$|version/i;

function isMachinery(name: string, value: string): boolean {
  // A long text is somebody's, whatever its field is called.
  return SENT_ALONG.test(name) && value.length < 100;
}

function actionOf(page: FormPage, form: Element): string {
  const page_ = new URL(page.address, BASE);
  const url = new URL(attributeOf(form, "action") || page_.pathname + page_.search, page_);
  return url.pathname + url.search;
}

function pathOf(address: string): string {
  return new URL(address, BASE).pathname.replace(/^\/[a-z]{2}(?=\/|$)/, "");
}

function valuesByName(fields: Sent["fields"]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

/** What a form sends: what stands in it, and what names it in its `form` attribute. */
function controlsOf({ document }: FormPage, form: Element): Element[] {
  const inside = new Set(elementsIn(form));
  const id = attributeOf(form, "id");
  return [...elementsIn(document)].filter((element) => {
    if (!["input", "select", "textarea", "button"].includes(element.tagName) || !attributeOf(element, "name")) return false;
    const named = attributeOf(element, "form");
    return named === undefined ? inside.has(element) : named === id;
  });
}

function typeOf(control: Element): string {
  if (control.tagName === "button") return (attributeOf(control, "type") ?? "submit").toLowerCase();
  return control.tagName === "input" ? (attributeOf(control, "type") ?? "text").toLowerCase() : control.tagName;
}

function isTyped(type: string): boolean {
  return !["hidden", "submit", "button", "reset", "image", "file", "password"].includes(type);
}

/** Chooses these of a list's options; returns those that it has. */
function choose(select: Element, values: readonly string[]): string[] {
  const options = [...elementsIn(select)].filter(({ tagName }) => tagName === "option");
  const optionValue = (option: Element) => attributeOf(option, "value") ?? textOf(option);
  const known = values.filter((value) => options.some((option) => optionValue(option) === value));
  // What can't be chosen any more is not replaced by the first choice of the list in silence: it is told apart.
  if (known.length > 0) for (const option of options) setFlag(option, "selected", known.includes(optionValue(option)));
  return known;
}

function* elementsIn(node: Node): Generator<Element> {
  if (!("childNodes" in node)) return;
  for (const child of node.childNodes) {
    if (isElement(child)) yield child;
    yield* elementsIn(child);
  }
}

function isElement(node: Node): node is Element {
  return "tagName" in node;
}

function textOf(element: Element): string {
  return element.childNodes.map((child) => (child.nodeName === "#text" && "value" in child ? child.value : "")).join("");
}

function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

function setAttribute(element: Element, name: string, value: string): void {
  const known = element.attrs.find((attribute) => attribute.name === name);
  if (known) known.value = value;
  else element.attrs.push({ name, value });
}

function setFlag(element: Element, name: string, on: boolean): void {
  element.attrs = element.attrs.filter((attribute) => attribute.name !== name);
  if (on) element.attrs.push({ name, value: "" });
}

function setText(element: Element, text: string): void {
  for (const child of [...element.childNodes]) tree.detachNode(child);
  // A browser drops the first line end inside a <textarea>.
  tree.insertText(element, text.startsWith("\n") ? `\n${text}` : text);
}
