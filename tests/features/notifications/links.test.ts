import { describe, expect, it } from "vitest";
import { accountLink } from "~/features/accounts/links";
import { LETTER_PAGES } from "~/features/notifications/links";
import routes from "~/routes";

type Entry = { path?: string; children?: Entry[] };

/** Every address of the site map, such as "/:locale/my/solutions/:id". */
function addresses(entries: readonly Entry[], parent = ""): string[] {
  return entries.flatMap(({ path, children }) => {
    const own = path === undefined ? parent : `${parent}/${path}`;
    return [own, ...addresses(children ?? [], own)];
  });
}

const SITE_MAP = addresses(routes)
  .filter((address) => !address.includes("*"))
  .map((address) => new RegExp(`^${address.replace(/:\w+/g, "[^/]+")}$`));
const isPage = (path: string) => SITE_MAP.some((pattern) => pattern.test(path));

describe("the pages that letters lead to", () => {
  it.each(Object.entries(LETTER_PAGES))("%s is in the site map", (_name, pathOf) => {
    expect(isPage(pathOf("es", "019a0000-0000-7000-8000-000000000000"))).toBe(true);
  });

  it.each(["account.verify-email", "account.sign-in-link", "account.reset-password", "account.invitation"] as const)("the link of %s opens one of them", (kind) => {
    expect(isPage(accountLink("pt", kind, "a-token"))).toBe(true);
  });

  it("are told from pages that are not there", () => {
    expect(isPage("/es/nowhere/at-all")).toBe(false);
  });
});
