import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
const PAGE = "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores";

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const post = (path: string, form: Record<string, string>) =>
  site.get(path, { method: "POST", headers: { origin: site.origin, "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(form).toString() });

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\u202e`;

describe("the pages around a contact, on the wire", () => {
  it("lead from the cached page by links alone", async () => {
    const html = await (await site.get(PAGE)).text();
    for (const way of ["contact", "whatsapp", "report"]) expect(html).toContain(`href="${PAGE}/${way}"`);
    expect(html).not.toMatch(/<form[^>]*method="post"|type="hidden"/);
    expect(html.replace(/\D/g, "")).not.toContain("99918874415");
  });

  it("are not shared, and not for search engines", async () => {
    for (const way of ["contact", "whatsapp", "report"]) {
      const answer = await site.get(`${PAGE}/${way}`);
      expect(answer.headers.get("Cache-Control"), way).toContain("no-store");
      expect(await answer.text()).toContain('content="noindex"');
    }
  });

  it.each([
    ["contact", { name: HOSTILE, businessType: HOSTILE, place: HOSTILE, message: HOSTILE, replyKind: HOSTILE, replyAddress: HOSTILE, consent: HOSTILE }],
    ["report", { kind: HOSTILE, text: `${HOSTILE}${"x".repeat(2_000)}`, replyTo: HOSTILE }],
  ])("send back a hostile %s as text, with what was typed in its fields and the error in the title", async (way, form) => {
    const answer = await post(`${PAGE}/${way}`, form);
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(html).not.toMatch(/<script>|<img src=x/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toMatch(/<title>Error: /);
    expect(html).toContain('role="alert"');
    expect(answer.headers.get("Content-Security-Policy")).toContain("form-action 'self';");
  });

  it("refuse bytes that are no text at the field", async () => {
    const answer = await site.get(`${PAGE}/contact`, {
      method: "POST",
      headers: { origin: site.origin, "content-type": "application/x-www-form-urlencoded" },
      body: "name=%FF%FE%80ana&place=Moca&message=%C3%28%A0%A1+algo+largo&consent=yes",
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('id="message-error"');
  });

  it("let only the page of WhatsApp send a form there, and open nothing with a number of the demonstration", async () => {
    const answer = await post(`${PAGE}/whatsapp`, {});
    expect(answer.headers.get("Content-Security-Policy")).toContain("form-action 'self' https://wa.me https://api.whatsapp.com;");
    expect([answer.status, answer.headers.get("Location")]).toEqual([200, null]);
    const html = await answer.text();
    expect(html).toContain("Aquí se abriría WhatsApp");
    expect(html.replace(/\D/g, "")).not.toContain("99918874415");
  });

  it("take a message once and say so", async () => {
    const form = {
      name: "Nelson",
      businessType: "corner-shop",
      place: "Constanza",
      message: "¿La prestan a colmados?",
      replyKind: "email",
      replyAddress: "n@colmado.example",
      consent: "yes",
    };
    const answers = [await post(`${PAGE}/contact`, form), await post(`${PAGE}/contact`, form)];
    expect(answers.map(({ status, headers }) => [status, headers.get("Location")])).toEqual(Array(2).fill([303, `${PAGE}/contact?sent`]));
    expect(await (await site.get(`${PAGE}/contact?sent`)).text()).toContain("Su mensaje está en camino");
  });
});
