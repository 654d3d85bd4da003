import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, it } from "vitest";
import { createDesk, createMember } from "#tests/factories/desk";
import { MADE_AT } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { Sums } from "~/features/insights/sums";
import { SumsTable } from "~/features/insights/sums-table";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { loader } from "~/routes/manage";

let desk: Awaited<ReturnType<typeof createDesk>>;

beforeAll(async () => {
  desk = await createDesk();
  let minutes = 0;
  for (const womenLed of ["yes", "no", "yes", "no", "yes", "no", "yes", "no", "yes", "no", "yes", "undisclosed"]) {
    const { id, solutionId } = await desk.submit();
    // One after the other: the lots follow the order in which they came.
    minutes += 1;
    await db().submissionEvent.updateMany({ where: { submissionId: id }, data: { at: new Date(MADE_AT.getTime() + minutes * 60_000) } });
    await db().solution.update({ where: { id: solutionId }, data: { womenLed } });
  }
});

it("the sums are for coordinators and managers, the same for both, and hold no solution", async () => {
  expect((await ask(loader, "/es/manage")).status).toBe(302);
  for (const role of ["reviewer", "adviser", "owner", "administrator"] as const) {
    expect((await ask(loader, "/es/manage", { cookie: await sessionOf(await createMember(desk.institution.id, role)) })).status).toBe(404);
  }
  const manager = await createMember(desk.institution.id, "programme-manager");
  const [first, second] = await Promise.all([desk.coordinator, manager].map(async (actor) => (await ask(loader, "/es/manage", { cookie: await sessionOf(actor) })).text()));
  expect(first).toBe(second);
  // The eleventh "yes" waits for its lot; who would rather not say is in no number.
  const told = JSON.parse(first ?? "") as { sums: Sums; labels: Array<{ key: string; label: string }> };
  expect(told.sums).toEqual({ topics: [{ topic: "agile-payments", sum: { yes: 5, no: 5 } }], all: { yes: 5, no: 5 } });
  expect(first).not.toMatch(/S-2026|undisclosed/);
  const html = renderToStaticMarkup(
    <I18nProvider locale="es">
      <SumsTable {...told} />
    </I18nProvider>,
  );
  expect(html).toMatch(/50\s?% de 10/);
});
