import { useI18n } from "~/i18n/context";
import type { Card, Labels } from "./card";
import { SolutionCard } from "./solution-card";

/** A few cards, and how many more there are behind them. */
export function CardList({ cards, total, labels, more }: { cards: readonly Card[]; total: number; labels: Labels; more?: { href: string; text: string } }) {
  const { t } = useI18n();
  const rest = total - cards.length;
  return (
    <>
      <ul className="cards">
        {cards.map((card) => (
          <li key={card.id}>
            <SolutionCard card={card} labels={labels} />
          </li>
        ))}
      </ul>
      {more ? (
        <p>
          <a className="plain-link" href={more.href}>
            {more.text}
          </a>
        </p>
      ) : (
        rest > 0 && <p className="soft">{t("country.more", { count: rest })}</p>
      )}
    </>
  );
}
