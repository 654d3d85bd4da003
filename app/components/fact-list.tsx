/** Names and what is known under them; what is not known is left out. `wide`: in two columns where there is room. */
export function FactList({ rows, wide }: { wide?: boolean; rows: ReadonlyArray<readonly [name: string, value: string | null | undefined]> }) {
  return (
    <dl className={wide ? "desk-facts wide" : "desk-facts"}>
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
