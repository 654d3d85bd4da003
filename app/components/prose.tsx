/**
 * A text as its author typed it: a line is a paragraph, lines that begin with a dash or a dot are a list, and so are
 * steps numbered from 1, even when they were typed one after the other. Nothing in it is read as markup.
 */
export function Prose({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <div className="prose" lang={lang}>
      {blocks(text).map((block) => {
        if (block.kind === "paragraph") return <p key={block.key}>{block.line}</p>;
        const List = block.kind === "steps" ? "ol" : "ul";
        return (
          <List key={block.key}>
            {block.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

type Block = { key: number } & ({ kind: "paragraph"; line: string } | { kind: "list" | "steps"; lines: string[] });

const ITEM = /^\s*[-•*·–]\s+(?=\S)/;
/** A number that begins a step: at the beginning, or after a sentence has ended. */
const STEP = /(?:^|(?<=[.!?»”)]\s))(\d{1,2})[.)]\s+(?=\S)/g;

export function blocks(text: string): Block[] {
  const found: Block[] = [];
  for (const [key, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const last = found.at(-1);
    const steps = readSteps(line.trim(), last?.kind === "steps" ? last.lines.length : 0);
    if (steps && last?.kind === "steps") last.lines.push(...steps);
    else if (steps) found.push({ key, kind: "steps", lines: steps });
    else if (!ITEM.test(line)) found.push({ key, kind: "paragraph", line: line.trim() });
    else if (last?.kind === "list") last.lines.push(line.replace(ITEM, ""));
    else found.push({ key, kind: "list", lines: [line.replace(ITEM, "")] });
  }
  return found.map((block) => (block.kind === "steps" && block.lines.length === 1 ? { key: block.key, kind: "paragraph", line: `1. ${block.lines[0]}` } : block));
}

/**
 * The steps of a line that goes on counting after `already`, or undefined when it does not begin with the next number.
 * A number out of turn ("al día 15. Firma…") belongs to the step that it stands in.
 */
function readSteps(line: string, already: number): string[] | undefined {
  const starts: Array<{ at: number; after: number }> = [];
  for (const match of line.matchAll(STEP)) {
    if (Number(match[1]) === already + starts.length + 1) starts.push({ at: match.index, after: match.index + match[0].length });
  }
  if (starts[0]?.at !== 0) return undefined;
  return starts.map(({ after }, index) => line.slice(after, starts[index + 1]?.at).trim());
}
