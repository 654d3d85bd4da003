import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ReportList } from "~/features/catalogue/report-list";
import { I18nProvider } from "~/i18n/context";

it("asks before each report is dismissed, and says which", () => {
  const reports = (["no-answer", "asked-money"] as const).map((kind) => ({ id: `of-${kind}`, kind, text: "Nadie contesta.", replyTo: null, createdAt: "2026-06-08T12:00:00Z" }));
  const html = renderToStaticMarkup(
    <I18nProvider locale="es">
      <ReportList reports={reports} />
    </I18nProvider>,
  );
  const folded = html.match(/<details class="ask-first">.*?<\/details>/gs) ?? [];
  expect(folded).toHaveLength(2);
  for (const [index, { id }] of reports.entries()) expect(folded[index]).toMatch(new RegExp(`No se puede deshacer.*name="report" value="${id}".*value="dismiss-report"`, "s"));
  expect(new Set(folded.map((one) => /aria-label="([^"]+)"/.exec(one)?.[1])).size).toBe(2);
  expect(html.replaceAll(/<details.*?<\/details>/gs, "")).not.toContain("dismiss-report");
});
