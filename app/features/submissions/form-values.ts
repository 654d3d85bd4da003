/** Reads what people type where a form asks for a date, in the ways they write it. */

/** "2021", "2021-03", "03/2021" and "3-2021" as a year or a month ("2021-03"); null for what is neither. */
export function sinceIn(text: string): string | null {
  const trimmed = text.trim();
  const [, year, month] = /^(\d{4})(?:[-/](\d{1,2}))?$/.exec(trimmed) ?? [];
  const [, monthFirst, yearLast] = /^(\d{1,2})[-/](\d{4})$/.exec(trimmed) ?? [];
  const foundYear = year ?? yearLast;
  if (!foundYear || Number(foundYear) < 1800) return null;
  const foundMonth = month ?? monthFirst;
  if (foundMonth === undefined) return foundYear;
  const inYear = Number(foundMonth);
  return inYear >= 1 && inYear <= 12 ? `${foundYear}-${String(inYear).padStart(2, "0")}` : null;
}
