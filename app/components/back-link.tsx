import { Icon } from "./icon";

/** Above a page's title, the way to where one came from. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <p className="back">
      <a className="plain-link" href={href}>
        <Icon name="previous" />
        {children}
      </a>
    </p>
  );
}
