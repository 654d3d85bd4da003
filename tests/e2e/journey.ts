import fs from "node:fs";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { type DemonstrationAccount, demonstrationAccounts } from "#tests/setup/accounts";
import { expectNoOverflow, expectPageAccessible, visitor } from "#tests/setup/browser";
import { letterTo, linkIn } from "#tests/setup/mailbox";
import { eventually } from "#tests/setup/processes";
import type { Site } from "#tests/setup/site";
import type { Locale } from "~/i18n/locales";
import { type Translator, translator } from "~/i18n/translator";
import { JOURNEYS, type JourneyWords } from "./journey-words";

type Person = { page: Page; email: string };
type DemonstrationPerson = { email?: string; name: string; language: Locale };

/**
 * One solution's way from a draft to a shop owner's message, in one language: five people, each on a cheap phone of
 * their own without JavaScript. Every page that they come to is looked at by axe as they see it.
 */
export class Journey {
  private readonly words: JourneyWords;
  private readonly t: Translator["t"];
  private reference = "";
  /** Pages that look the same to several people are looked at once. */
  private readonly looked = new Set<string>();

  constructor(
    private readonly site: Site,
    private readonly browser: Browser,
    private readonly locale: Locale,
  ) {
    this.words = JOURNEYS[locale];
    this.t = translator(locale).t;
  }

  async walk(): Promise<void> {
    const owner = await this.signUp();
    await this.submit(owner);
    const coordinator = await this.enter(this.accountOf("coordinator", this.words.institution));
    await this.screen(coordinator);
    for (const [index, account] of this.reviewers().entries()) await this.review(account, 4 - index);
    await this.decide(coordinator, owner);
    await this.publish(owner);
    await this.findAndWrite(owner);
  }

  /** The link in the letter opens a page, and only its form confirms. */
  private async signUp(): Promise<Person> {
    const { name, email, password } = this.words.owner;
    const page = await this.newPage();
    await this.go(page, "/sign-up");
    await page.fill("[name=name]", name);
    await page.fill("[name=address]", email);
    await page.fill("[name=password]", password);
    await page.selectOption("[name=country]", this.words.country);
    await this.press(page, this.t("account.create"));
    await page.goto(this.site.origin + linkIn(await this.letter(email, this.t("letters.verifyEmailSubject"))));
    await this.look(page);
    await page.fill("[name=password]", password);
    await this.press(page, this.t("account.confirm"));
    await page.getByRole("link", { name: this.t("account.continue") }).click();
    return { page, email };
  }

  /** A half-typed draft is kept and found again; sent with gaps, it leads to each of them and loses nothing. */
  private async submit({ page, email }: Person): Promise<void> {
    const { title } = this.words;
    await this.go(page, "/submit");
    await page.fill("[name=title]", title);
    await this.press(page, this.t("submission.save"));
    await this.go(page, "/my/solutions");
    await page.getByRole("link", { name: this.t("submission.next_draft") }).click();
    expect(await page.inputValue("[name=title]")).toBe(title);
    await page.getByRole("button", { name: this.t("submission.send"), exact: true }).click();
    expect(await page.title()).toMatch(new RegExp(`^${this.t("common.error")}`));
    expect(await page.inputValue("[name=title]")).toBe(title);
    await this.look(page);
    await this.fillForm(page);
    await this.press(page, this.t("submission.send"));
    expect(page.url()).toMatch(/receipt$/);
    this.reference = /S-\d{4}-\d{5}/.exec(await content(page))?.[0] ?? "";
    expect(await this.letter(email, this.t("letters.receivedSubject", this.names()))).toContain(this.reference);
  }

  private async screen({ page }: Person): Promise<void> {
    await this.go(page, "/coordinate?pile=submitted");
    await this.follow(page, this.words.title);
    await this.act(page, "claim");
    for (const { email } of this.reviewers()) await page.check(`form:has([value=assign]) label:has-text("${personOf(email).name}") input`);
    await this.act(page, "assign");
  }

  /** Declares before the content opens, then scores alone. */
  private async review(account: DemonstrationAccount, score: number): Promise<void> {
    const subject = translator(personOf(account.email).language).t("letters.reviewInvitedSubject", this.names());
    await this.letter(account.email, subject);
    const { page } = await this.enter(account);
    await this.go(page, "/review");
    await this.follow(page, this.words.title);
    expect(await content(page)).not.toContain(this.words.secret);
    await page.check("[name=conflict][value=none]");
    await this.press(page, this.t("review.declare"));
    expect(await content(page)).toContain(this.words.secret);
    const groups = await page.locator("form:has([name=forAuthor]) fieldset").all();
    expect(groups).toHaveLength(5);
    for (const group of groups) await group.locator(`input[value="${score}"]`).check();
    await page.fill("[name=forAuthor]", this.words.review);
    await this.press(page, this.t("review.submit"));
  }

  /** Two reviews are the quorum: the decision is open, is made, and is nobody's news until it is announced. */
  private async decide({ page }: Person, owner: Person): Promise<void> {
    await page.reload();
    await page.check("[name=outcome][value=accepted]");
    await page.selectOption("form:has([value=decide]) [name=reasonCode]", "meets-criteria");
    await page.fill("form:has([value=decide]) [name=reason]", this.words.reason);
    await this.act(page, "decide");
    await this.go(owner.page, "/my/solutions");
    expect(await content(owner.page)).not.toContain(this.t("submission.state_accepted"));
    await this.act(page, "announce");
    expect(await this.letter(owner.email, this.t("letters.decisionAnnouncedSubject", this.names()))).toContain(this.words.reason);
    await this.go(owner.page, "/my/solutions");
    await this.follow(owner.page, this.t("submission.next_see"));
    expect(await content(owner.page)).toContain(this.t("submission.state_accepted"));
  }

  /** Nothing is public before its owner has confirmed the text. */
  private async publish({ page, email }: Person): Promise<void> {
    const shop = await this.newPage();
    await this.go(shop, `/solutions?${new URLSearchParams({ q: this.words.title })}`);
    expect(await shop.getByRole("link", { name: this.words.title }).count()).toBe(0);
    await shop.context().close();
    await page.goto(this.site.origin + linkIn(await this.letter(email, this.t("letters.confirmTextSubject", this.names()))));
    await this.look(page);
    await this.press(page, this.t("workbench.action_publish"));
  }

  /** A shop owner finds it within two seconds, mistyped as it is, and writes; the owner is told and reads it. */
  private async findAndWrite({ page: ownersPage, email }: Person): Promise<void> {
    const { query, country, title, shop } = this.words;
    const page = await this.newPage();
    const found = await eventually(async () => {
      await page.goto(`${this.site.origin}/${this.locale}/solutions?${new URLSearchParams({ q: query, country })}`);
      return (await page.getByRole("link", { name: title }).count()) > 0;
    }, 4);
    expect(found).toBe(true);
    await this.look(page);
    await this.follow(page, title);
    await page.click("main a[href$='/contact']");
    await page.fill("[name=name]", shop.name);
    await page.selectOption("[name=businessType]", "corner-shop");
    await page.fill("[name=place]", shop.place);
    await page.fill("[name=message]", shop.message);
    await page.check("[name=replyKind][value=email]");
    await page.fill("[name=replyAddress]", shop.email);
    await page.check("[name=consent]");
    await this.look(page);
    await this.press(page, this.t("contact.send"));
    await this.letter(email, this.t("letters.contactRequestSubject", this.names()));
    await this.go(ownersPage, "/my/listings");
    await this.follow(ownersPage, title);
    expect(await content(ownersPage)).toContain(shop.message);
  }

  private async fillForm(page: Page): Promise<void> {
    const { texts, country, currency, owner } = this.words;
    for (const [name, value] of Object.entries({ ...texts, contactPerson: owner.name, contactEmail: owner.email })) {
      if (await page.locator(`[name=${name}]`).count()) await page.fill(`[name=${name}]`, value);
    }
    await page.selectOption("[name=originCountry]", country);
    await page.check("[name=categoryKey][value=logistics]");
    await page.check(`[name=availableIn][value=${country}]`);
    await page.check("[name=businessTypes][value=small-farm]");
    await page.check("[name=costModel][value=per-use]");
    await page.selectOption("[name=costCurrency]", currency);
    await page.selectOption("[name=costPeriod]", "use");
    await page.check("[name=internet][value=none]");
    await page.check("[name=device][value=none]");
    await page.check("[name=womenLed] >> nth=0");
    await page.check("[name=consent]");
  }

  private names() {
    return { title: this.words.title, reference: this.reference };
  }

  private accountOf(role: string, institution: string): DemonstrationAccount {
    const [account] = demonstrationAccounts(role, institution);
    if (!account) throw new Error(`The demonstration has no ${role} of ${institution}.`);
    return account;
  }

  /** The first of one institution and the last of the other, who may be of the same. */
  private reviewers(): DemonstrationAccount[] {
    const [one, other] = this.words.reviewersOf;
    return [...demonstrationAccounts("reviewer", one).slice(0, 1), ...demonstrationAccounts("reviewer", other).slice(-1)];
  }

  private letter(address: string, subject: string): Promise<string> {
    return letterTo(this.site.dataDir, address, subject);
  }

  private async newPage(): Promise<Page> {
    const page = await (await visitor(this.browser)).newPage();
    page.setDefaultTimeout(15_000);
    return page;
  }

  private async enter({ email, password }: DemonstrationAccount): Promise<Person> {
    const page = await this.newPage();
    await this.signIn(page, { email, password });
    return { page, email };
  }

  private async signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
    await this.go(page, "/sign-in");
    await page.fill("[name=address]", email);
    await page.fill("[name=password]", password);
    await this.press(page, this.t("account.signIn"));
  }

  private async go(page: Page, path: string): Promise<void> {
    await page.goto(`${this.site.origin}/${this.locale}${path}`);
    await this.look(page);
  }

  private async follow(page: Page, words: string): Promise<void> {
    await page.locator("main").getByRole("link", { name: words }).first().click();
    await this.look(page);
  }

  /** Presses a button of the page's own, and expects no complaint. */
  private async press(page: Page, words: string): Promise<void> {
    await page.locator("main").getByRole("button", { name: words, exact: true }).first().click();
    await this.settled(page);
  }

  /** Sends one of the desk's forms, unfolding it where it is folded. */
  private async act(page: Page, intent: string): Promise<void> {
    const form = page.locator(`form:has([name=intent][value=${intent}])`);
    if (!(await form.isVisible())) await page.locator("details.act", { has: form }).locator("summary").click();
    await form.locator("button").last().click();
    await this.settled(page);
  }

  private async settled(page: Page): Promise<void> {
    await page.waitForLoadState();
    expect(await page.locator("#content [role=alert]").count(), `${page.url()}\n${await content(page)}`).toBe(0);
    await this.look(page);
  }

  /** In the walk's language, no wider than the phone, and nothing in anybody's way. */
  private async look(page: Page): Promise<void> {
    expect(await page.getAttribute("html", "lang"), page.url()).toBe(this.locale);
    await expectNoOverflow(page);
    const shown = await page.content();
    if (!this.looked.has(shown)) await expectPageAccessible(page);
    this.looked.add(shown);
  }
}

async function content(page: Page): Promise<string> {
  return (await page.textContent("#content")) ?? "";
}

function personOf(email: string): DemonstrationPerson {
  const people = JSON.parse(fs.readFileSync("prisma/demo/people.json", "utf8")) as DemonstrationPerson[];
  const person = people.find((candidate) => candidate.email === email);
  if (!person) throw new Error(`${email} is not in the demonstration.`);
  return person;
}
