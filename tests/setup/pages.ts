import type { Site } from "./site";

/** A page as a browser gets it. React writes a mark between two texts side by side, which no reader sees: it is taken out. */
export async function readPage(site: Pick<Site, "get">, path: string): Promise<{ response: Response; html: string }> {
  const response = await site.get(path, { headers: { accept: "text/html" } });
  return { response, html: (await response.text()).replaceAll("<!-- -->", "") };
}

/** The text of the first element with this tag, entities read. */
export function textOf(html: string, tag: string): string {
  const inner = new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "s").exec(html)?.[1] ?? "";
  return decoded(inner.replace(/<[^>]+>/g, ""));
}

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}
