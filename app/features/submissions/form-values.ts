/** Reads what people type where a form asks for a number or a date, in the ways they write them. */

/** "1,500", "1.500,50", "RD$ 250" and "2.5" as numbers; null for what is none. */
export function numberIn(text: string): number | null {
  const bare = text.replace(/[\s\u00a0]|[A-Za-z]{0,3}\$|[A-Z]{3}|%/g, "");
  if (!/^\d[\d.,]*$/.test(bare)) return null;
  const decimalAt = decimalMark(bare);
  const whole = (decimalAt === -1 ? bare : bare.slice(0, decimalAt)).replace(/[.,]/g, "");
  const fraction = decimalAt === -1 ? "" : bare.slice(decimalAt + 1);
  const value = Number(fraction === "" ? whole : `${whole}.${fraction}`);
  return Number.isFinite(value) ? value : null;
}

/** The last mark parts decimals, unless all there are of one kind and stand before three digits: then they part thousands. */
function decimalMark(digits: string): number {
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (last === -1) return -1;
  const mark = digits[last] ?? "";
  const kinds = new Set(digits.replace(/\d/g, "")).size;
  const isThousands = kinds === 1 && (digits.split(mark).length > 2 || /^\d{3}$/.test(digits.slice(last + 1)));
  return isThousands ? -1 : last;
}

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
