/** Names and what is known under them; what is not known is left out. */
export function FactList({ rows }: { rows: ReadonlyArray<readonly [name: string, value: string | null | undefined]> }) {
  return (
    <dl className="desk-facts">
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
