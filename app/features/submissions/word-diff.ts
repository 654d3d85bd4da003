export type DiffPart = { kind: "same" | "removed" | "added"; text: string /** Its place among the parts. */; at: number };
type Run = Omit<DiffPart, "at">;

/** Beyond this the table would take too much memory: then the middle counts as replaced. */
const MAX_CELLS = 4_000_000;

/**
 * What changed from one text to another, word by word. The parts that are not "added" are `before`, those that are not
 * "removed" are `after`, letter for letter.
 */
export function diffWords(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]);
}

/** Words and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

const same = (text: string): Run => ({ kind: "same", text });

function diffMiddle(a: readonly string[], b: readonly string[]): Run[] {
  const removed = (text: string): Run => ({ kind: "removed", text });
  const added = (text: string): Run => ({ kind: "added", text });
  const width = b.length + 1;
  if ((a.length + 1) * width > MAX_CELLS) return [...a.map(removed), ...b.map(added)];
  // The longest common run of words from each pair of places to the ends.
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [both = 0, withoutA = 0, withoutB = 0] = [lengths[(i + 1) * width + j + 1], lengths[(i + 1) * width + j], lengths[i * width + j + 1]];
      lengths[i * width + j] = a[i] === b[j] ? both + 1 : Math.max(withoutA, withoutB);
    }
  }
  const parts: Run[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left = "", right = ""] = [a[i], b[j]];
    if (left === right) {
      parts.push(same(left));
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
      parts.push(removed(left));
      i += 1;
    } else {
      parts.push(added(right));
      j += 1;
    }
  }
  return [...parts, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}

/** Neighbours of one kind become one part. */
function joined(parts: readonly Run[]): DiffPart[] {
  const whole: DiffPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.kind === part.kind) last.text += part.text;
    else whole.push({ ...part, at: whole.length });
  }
  return whole;
}
