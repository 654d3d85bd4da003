import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { solutionContent } from "#tests/factories/records";
import { ReviewedContent } from "~/features/review/reviewed-content";
import { I18nProvider } from "~/i18n/context";

describe("what is judged", () => {
  it("says the date, the price and the effort in words, as the public page does", () => {
    const content = solutionContent({
      since: "2024-02",
      cost: { model: "one-off", amount: 2_150, currency: "DOP", period: null, commissionPercent: null },
      requirements: { internet: null, device: null, setupDays: 3 },
    });
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <ReviewedContent content={content} />
      </I18nProvider>,
    ).replaceAll("\u00a0", " ");
    expect(html).toContain("<dd>febrero de 2024</dd>");
    expect(html).toContain("<dd>DOP 2,150, una sola vez</dd>");
    expect(html).toContain("<dd>3 días</dd>");
  });
});
