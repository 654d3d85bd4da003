/** One institution's part in an edition. Without a country or a category it receives nothing by itself. */
export type RoutingRule = {
  /** The institution's key. */
  institution: string;
  countries: readonly string[];
  categories: readonly string[];
  /** The lowest number comes first. */
  priority: number;
  asleep: boolean;
};

export type RoutingVerdict = { ok: true; institution: string } | { ok: false; reason: "no-rule" | "asleep" };

/**
 * The institution that receives a submission from `originCountry` in `category`. Without one, it waits in the programme
 * manager's queue. Equal priorities are settled by the key's alphabetical order, so that the answer is always the same.
 */
export function chooseInstitution(routing: readonly RoutingRule[], { originCountry, category }: { originCountry: string | null; category: string | null }): RoutingVerdict {
  if (originCountry === null || category === null) return { ok: false, reason: "no-rule" };
  const matching = routing.filter(({ countries, categories }) => countries.includes(originCountry) && categories.includes(category));
  if (matching.length === 0) return { ok: false, reason: "no-rule" };
  const [first] = matching.filter(({ asleep }) => !asleep).sort((a, b) => a.priority - b.priority || (a.institution < b.institution ? -1 : 1));
  return first ? { ok: true, institution: first.institution } : { ok: false, reason: "asleep" };
}

export type RoutingWarning =
  | { kind: "nobody"; country: string; category: string; reason: "no-rule" | "asleep" }
  | { kind: "same-priority"; country: string; category: string; institutions: string[] };

/** What an edition's routing leaves to the programme manager or to the alphabet. */
export function reviewRouting(routing: readonly RoutingRule[], countries: readonly string[], categories: readonly string[]): RoutingWarning[] {
  return countries.flatMap((country) =>
    categories.flatMap((category): RoutingWarning[] => {
      const verdict = chooseInstitution(routing, { originCountry: country, category });
      if (!verdict.ok) return [{ kind: "nobody", country, category, reason: verdict.reason }];
      const chosen = routing.find(({ institution }) => institution === verdict.institution);
      const equals = routing.filter((rule) => !rule.asleep && rule.priority === chosen?.priority && rule.countries.includes(country) && rule.categories.includes(category));
      if (equals.length < 2) return [];
      return [{ kind: "same-priority", country, category, institutions: equals.map(({ institution }) => institution).sort() }];
    }),
  );
}
