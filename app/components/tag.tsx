import { Icon, iconName } from "./icon";

/** How a category looks, wherever it stands: a colour by its place in the taxonomy and a shape by name. */
export type Look = { /** From 0. */ position: number; icon: string };

const TONES = 5;

/** The class that carries a category's two colours; without a category, the neutral ones. */
export function toneClass(look: Look | null): string {
  return look ? `tone-${(look.position % TONES) + 1}` : "tone-none";
}

/** A category in a word, a shape and a colour. */
export function Tag({ look, children }: { look: Look | null; children: string }) {
  return (
    <span className={`tag ${toneClass(look)}`}>
      {look && <Icon name={iconName(look.icon)} />}
      {children}
    </span>
  );
}
