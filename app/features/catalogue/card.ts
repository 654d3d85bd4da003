import type { INTERNET_NEEDS } from "../submissions/schema";
import type { ListingCost } from "./listing-record";
import type { Fragment, SearchHit } from "./search-engine";
import type { SEARCHABLE_STATES } from "./status";

/** What a list of solutions says about one of them. */
export type Card = {
  id: string;
  slug: string;
  title: string;
  summary: string;
  /** The language that title and summary are in (BCP 47). */
  language: string;
  category: string | null;
  businessTypes: string[];
  countries: string[];
  cost: ListingCost;
  internet: (typeof INTERNET_NEEDS)[number] | null;
  firmsUsing: number | null;
  state: (typeof SEARCHABLE_STATES)[number];
  origin: "submission" | "import";
  demonstration: boolean;
  /** The partner that accepted it; null for an import. */
  institution: string | null;
  /** Institutions that checked at least one of its claims as it stands now. */
  verifiedBy: string[];
};

/** A category or another term of the taxonomy in the reader's language. */
export type CategoryLabel = { key: string; label: string; shortLabel: string; description: string; position: number; icon: string };
export type Labels = { categories: CategoryLabel[]; businessTypes: Record<string, string> };

/** The engine's fragments, as long as they are the text that the database has now: an index may be behind. */
export function highlighted(text: string, fragments: readonly Fragment[] | undefined): readonly Fragment[] {
  return fragments && fragments.map((fragment) => fragment.text).join("") === text ? fragments : [{ text, match: false }];
}

/** The words of a listing that answered, each once, in the order met; at most `limit`. Words side by side stay together: "cobra sin efectivo". */
export function matchedWords(highlights: SearchHit["highlights"], limit: number): string[] {
  const texts = [highlights.title, highlights.summary, highlights.body ?? []];
  return [...new Set(texts.flatMap(matchesOf))].slice(0, limit);
}

function matchesOf(fragments: readonly Fragment[]): string[] {
  // What lies between two matches is kept apart by a mark that no text holds, unless it is only space.
  const joined = fragments.map(({ text, match }) => (match || text.trim() === "" ? text : "\n")).join("");
  return joined
    .split("\n")
    .map((words) => words.trim().toLowerCase())
    .filter((words) => words !== "");
}

/** Letters of unmatched text kept on each side of a match. */
const CONTEXT = 60;

/** The matches of a longer text with a little of what stands around them; "…" says where something was left out. */
export function excerpt(fragments: readonly Fragment[]): Fragment[] {
  return fragments.map(({ text, match }, index) => {
    if (match) return { text, match };
    const head = index === 0 ? "" : firstWords(text);
    const tail = index === fragments.length - 1 ? "" : lastWords(text);
    return { text: head.length + tail.length >= text.length ? text : `${head}…${tail}`, match };
  });
}

function firstWords(text: string): string {
  return text.length <= CONTEXT ? text : text.slice(0, CONTEXT).replace(/\S*$/, "");
}

function lastWords(text: string): string {
  return text.length <= CONTEXT ? text : text.slice(-CONTEXT).replace(/^\S*/, "");
}
