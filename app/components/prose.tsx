/**
 * A text as its author typed it: a line is a paragraph, and lines that begin with a dash or a dot are a list. Nothing
 * in it is read as markup.
 */
export function Prose({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <div className="prose" lang={lang}>
      {blocks(text).map((block) =>
        block.kind === "list" ? (
          <ul key={block.key}>
            {block.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : (
          <p key={block.key}>{block.line}</p>
        ),
      )}
    </div>
  );
}

type Block = { key: number } & ({ kind: "paragraph"; line: string } | { kind: "list"; lines: string[] });

const ITEM = /^\s*[-•*·–]\s+(?=\S)/;

export function blocks(text: string): Block[] {
  const found: Block[] = [];
  for (const [key, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const last = found.at(-1);
    if (!ITEM.test(line)) found.push({ key, kind: "paragraph", line: line.trim() });
    else if (last?.kind === "list") last.lines.push(line.replace(ITEM, ""));
    else found.push({ key, kind: "list", lines: [line.replace(ITEM, "")] });
  }
  return found;
}
