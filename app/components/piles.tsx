import { useI18n } from "~/i18n/context";

type Pile<Name extends string> = { name: Name; label: string; count: number };
type Choice<Name extends string> = { label: string; piles: ReadonlyArray<Pile<Name>>; current: Name; href: (name: Name) => string };

/** The piles that work lies in, with how many lie in each: links, one of them to what is shown. */
export function Piles<Name extends string>({ label, piles, current, href }: Choice<Name>) {
  const { number } = useI18n();
  return (
    <nav aria-label={label}>
      <ul className="chips">
        {piles.map(({ name, label, count }) => (
          <li key={name}>
            <a className="chip" href={href(name)} aria-current={name === current ? "page" : undefined}>
              {label} <span className="count">{number(count)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The address of a page of a pile; the first pile and the first page need no words. */
export function pileUrl(path: string, { pile, page = 1 }: { pile?: string | undefined; page?: number }): string {
  const query = new URLSearchParams({ ...(pile && { pile }), ...(page > 1 && { page: String(page) }) }).toString();
  return query ? `${path}?${query}` : path;
}
