const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * What else the machine does falls on both of a pair alike, which are asked right after each other, now the one first and
 * now the other, so the median of a hundred differences stays small. Ten milliseconds are less than anybody can tell apart
 * over a network. On a busy machine the median itself trembles: by 1.25 standard deviations over the root of the number of
 * pairs, where 1.48 median deviations stand for one standard deviation; three times that much tells nobody anything.
 */
export function toldApartBy(differences: number[]): { by: number; least: number } {
  const middle = median(differences);
  const trembling = (1.25 * 1.48 * median(differences.map((difference) => Math.abs(difference - middle)))) / Math.sqrt(differences.length);
  return { by: Math.abs(middle), least: Math.max(10, 3 * trembling) };
}
