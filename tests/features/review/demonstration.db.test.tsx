import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { loadDemonstration } from "#scripts/demo/load";
import type { Actor } from "~/features/accounts/actor";
import { roleFrom } from "~/features/accounts/schema";
import { loadTaxonomy } from "~/features/editions/service.server";
import { AssignmentArticle, type ShownAssignment } from "~/features/review/assignment-article";
import { DeskArticle, type ShownDeskPage } from "~/features/review/desk-article";
import { findDeskPage } from "~/features/review/desk-queries.server";
import { readQueue } from "~/features/review/queue-queries.server";
import { findAssignmentPage, listReviewTasks } from "~/features/review/reviewer-queries.server";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";

const NOW = new Date("2026-11-21T15:00:00Z");

beforeAll(async () => {
  await loadTaxonomy({ now: NOW });
  await loadDemonstration({ now: NOW });
});

async function peopleWith(role: "coordinator" | "reviewer"): Promise<Actor[]> {
  const people = await db().person.findMany({ where: { memberships: { some: { role } } }, select: { id: true, memberships: true } });
  return people.map(({ id, memberships }) => ({
    kind: "person",
    personId: id,
    memberships: memberships.map(({ organisationId, role: stored }) => ({ organisationId, role: roleFrom(stored) })),
    submissionIds: [],
  }));
}

const travelled = <Shown,>(page: object) => JSON.parse(JSON.stringify(page)) as Shown;

describe("the demonstration", () => {
  it("has a page at some desk for every open submission, in each language", async () => {
    let seen = 0;
    for (const actor of await peopleWith("coordinator")) {
      for (const { id } of (await readQueue(actor, { pile: "open", page: 1, language: "es" }, NOW)).rows) {
        seen += 1;
        const page = await findDeskPage(actor, id, "es", NOW);
        if (!page) throw new Error(`${id} stands in a queue and has no page`);
        for (const locale of ["es", "en", "pt"] as const) {
          const html = renderToStaticMarkup(
            <I18nProvider locale={locale}>
              <DeskArticle page={travelled<ShownDeskPage>(page)} letter="" sent={null} overtaken={false} />
            </I18nProvider>,
          );
          expect(html).toContain(page.reference);
        }
      }
    }
    const open = await db().submission.count({ where: { state: { in: ["submitted", "screening", "in_review", "deliberation", "changes_requested", "decided"] } } });
    expect(seen).toBe(open);
  });

  it("has a page for every review that somebody is asked for", async () => {
    let pages = 0;
    for (const actor of await peopleWith("reviewer")) {
      for (const { assignmentId } of (await listReviewTasks(actor, "es", NOW)).filter(({ writable }) => writable)) {
        const page = await findAssignmentPage(actor, assignmentId, "es", NOW);
        if (!page) throw new Error(`${assignmentId} stands in a list and has no page`);
        pages += 1;
        const html = renderToStaticMarkup(
          <I18nProvider locale="es">
            <AssignmentArticle page={travelled<ShownAssignment>(page)} sent={null} overtaken={false} saved={false} />
          </I18nProvider>,
        );
        expect(html).toContain(page.head.reference);
      }
    }
    expect(pages).toBeGreaterThan(5);
  });
});
