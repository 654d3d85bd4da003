import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinkFault, publicLink, readLink } from "~/platform/values/link";

const faultOf = (text: string) => {
  const reading = readLink(text);
  return reading.kind === "refused" ? reading.reason : reading.kind;
};

describe("reading a link", () => {
  it.each([
    ["https://caja.example/", "https://caja.example/"],
    ["HTTPS://WWW.Caja.COM.DO/Precios", "https://www.caja.com.do/Precios"],
    ["www.x.com", "https://www.x.com/"],
    ["x.com.do/path", "https://x.com.do/path"],
    ["instagram.com/x", "https://instagram.com/x"],
    ["caja.com:8080/x", "https://caja.com:8080/x"],
    ["//caja.com/x", "https://caja.com/x"],
    ["http:/caja.com", "http://caja.com/"],
    ["https:// www.caja.com", "https://www.caja.com/"],
    [" \u00a0www.caja.com\u200b. ", "https://www.caja.com/"],
    ["www.ca\u00adja.com", "https://www.caja.com/"],
    ["“https://caja.com/a”,", "https://caja.com/a"],
    ["<https://caja.com/a>", "https://caja.com/a"],
    ["(https://caja.com/a)", "https://caja.com/a"],
    ["https://es.wikipedia.org/wiki/Caja_(banco)", "https://es.wikipedia.org/wiki/Caja_(banco)"],
    ["[nuestra página](https://caja.com/a)", "https://caja.com/a"],
    ['<a href="https://caja.com/a" target="_blank">Caja</a>', "https://caja.com/a"],
    ["[https://caja.com/a\u00a0](https://caja.com/a\u00a0)", "https://caja.com/a"],
    ["[https://caja.com/a<br>](https://caja.com/a<br>)", "https://caja.com/a"],
    ["https://caja.com/?a=1&amp;b=2", "https://caja.com/?a=1&b=2"],
    ["Sitio web: https://caja.com/a", "https://caja.com/a"],
    ["www.example.org/a b", "https://www.example.org/a%20b"],
    ["https://ñandú.com", "https://xn--and-6ma2c.com/"],
    ["https://www.youtube.com/@caja.norte", "https://www.youtube.com/@caja.norte"],
    ["https://www.google.com/maps/place/X/@19.45,-70.69,15z", "https://www.google.com/maps/place/X/@19.45,-70.69,15z"],
    ["https://web.archive.org/web/2020/https://caja.com/", "https://web.archive.org/web/2020/https://caja.com/"],
    ["caja.github.io", "https://caja.github.io/"],
  ])("takes %j for %j", (text, href) => {
    expect(readLink(text)).toEqual({ kind: "link", href });
  });

  it.each([
    "",
    " ",
    "-",
    "---",
    ".",
    "N.A.",
    "n/a",
    "N/A",
    "na",
    "no tiene",
    "No tiene.",
    "ninguno",
    "NINGUNA",
    "sem site",
    "não tem",
    "no",
    "no.",
    "0",
    "s/n",
    "No aplica",
    "en construcción",
    "None",
  ])("takes %j for nothing", (text) => {
    expect(readLink(text)).toEqual({ kind: "none" });
  });

  it.each<[string, LinkFault]>([
    ["ana@caja.example", "email"],
    ["mailto:ana@caja.com", "email"],
    ["MAILTO:ana@caja.com?subject=x", "email"],
    ["https://ana@caja.com", "email"],
    ["https://ana@caja.com/x", "email"],
    ["Ana Paz <ana@caja.com>", "email"],
    ["Ana <a@b.c>", "email"],
    ["www.caja.com / ana@caja.com", "email"],
    ["www.caja.comana@caja.com", "email"],
    ["ana @ caja . com", "email"],
    ["ana (at) caja.com", "email"],
    ["ana(arroba)caja(punto)com", "email"],
    ["ana arroba caja punto com", "email"],
    ["ana＠caja.com", "email"],
    ["[página](mailto:ana@caja.com)", "email"],
    ["https://caja.com/?correo=ana%40caja.com", "email"],
    ["https://caja.com/?correo=ana%2540caja.com", "email"],
    ["https://caja.com/ana@caja.com", "email"],
    ["ana\u200b@\u200bcaja.com", "email"],
    ["peña@cajá.com.do", "email"],
    ["https://ana:secreto@localhost/", "credentials"],
    ["https://ana:secreto@[::1]/x", "credentials"],
    ["www.caja.com y www.vale.com", "two-links"],
    ["Web: https://caja.com Otra: https://vale.com", "two-links"],
    ["www.caja.com       https://vale.com/x", "two-links"],
    ["https://caja.com, https://vale.com", "two-links"],
    ["https://caja.com\nhttps://vale.com", "two-links"],
    ["caja.com;vale.com", "two-links"],
    ["caja.com / instagram.com/caja", "two-links"],
    ["https://caja.com/https://vale.com", "two-links"],
    ["http://127.0.0.1/", "private-host"],
    ["http://2130706433/", "private-host"],
    ["http://0x7f.1/", "private-host"],
    ["http://0177.0.0.1/", "private-host"],
    ["http://１２７.０.０.１/", "private-host"],
    ["http://8.8.8.8/", "private-host"],
    ["1.5", "private-host"],
    ["http://[::1]/x", "private-host"],
    ["http://[::ffff:10.0.0.1]/x", "private-host"],
    ["http://localhost:3000/x", "private-host"],
    ["http://caja.localhost/x", "private-host"],
    ["http://servidor.local/x", "private-host"],
    ["http://api.internal./x", "private-host"],
    ["http://10.0.0.1.nip.io/", "private-host"],
    ["http://10-0-0-1.caja.com/", "private-host"],
    ["https://caja.com/?u=http://127.0.0.1/x", "private-host"],
    ["https://caja.com/?u=http%3A%2F%2Flocalhost%2Fx", "private-host"],
    ["http://servidor/x", "not-a-link"],
    ["http://intranet/x", "private-host"],
    ["ftp://caja.com", "not-a-link"],
    ["javascript:alert(1)", "not-a-link"],
    ["javascript://caja.com/%0aalert(1)", "not-a-link"],
    ["data:text/html,x", "not-a-link"],
    ["HTTP.//WWW.EJEMPLO.EXAMPLE", "not-a-link"],
    ["@caja_norte", "not-a-link"],
    ["S.R.L.", "not-a-link"],
    ["caja.esto-no-existe", "not-a-link"],
    ["com.do", "not-a-link"],
    ["foto.zip", "not-a-link"],
    ["Caja Norte", "not-a-link"],
    ["809-555-0100", "not-a-link"],
    ["www.caja.com (en construcción)", "not-a-link"],
    ["https://caja.com/ llamar al 809", "not-a-link"],
    [`https://caja.com/${"a".repeat(2_000)}`, "too-long"],
  ])("refuses %j because %s", (text, reason) => {
    expect(faultOf(text)).toBe(reason);
  });
});

const email = fc.emailAddress();
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const host = fc.tuple(word, fc.constantFrom("com", "com.do", "org", "gob.mx", "com.br", "example")).map(([name, ending]) => `${name}.${ending}`);
const privateHost = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.ipV4().map((address) => `[::ffff:${address}]`),
  fc.integer({ min: 0, max: 0xffffffff }).map(String),
  fc.constantFrom("localhost", "localhost.", "caja.local", "db.internal", "router.lan", "x.localhost", "a.home.arpa", "x.onion"),
);
const wrapping = fc.constantFrom(
  (text: string) => text,
  (text: string) => `  ${text}. `,
  (text: string) => `“${text}”`,
  (text: string) => `<${text}>`,
  (text: string) => `[x](${text})`,
  (text: string) => `\u200b${text}\u00a0`,
);

/** Nothing is published that holds what must not be, however it is encoded. */
function expectSafe(text: string, hidden?: string): void {
  const href = publicLink(text);
  if (href === null) return;
  expect(new URL(href).protocol).toMatch(/^https?:$/);
  expect(new URL(href).username + new URL(href).password).toBe("");
  expect(new URL(href).hostname).toMatch(/\.(?:\p{L}{2,}|xn--[a-z0-9-]+)\.?$/u);
  expect(decodeURIComponent(href.replace(/%(?![0-9A-F]{2})/gi, "%25").replace(/%[89A-F][0-9A-F]/gi, "x"))).not.toMatch(/[^\s/@]@[\w-]+(?:\.[\w-]+)*\.[a-z]/i);
  if (hidden) expect(decodeURIComponent(href).toLowerCase()).not.toContain(hidden.toLowerCase());
  expect(readLink(href)).toEqual({ kind: "link", href });
}

describe("whatever is written", () => {
  const RUNS = { numRuns: 2_000 };

  it("no link holds an e-mail address", { timeout: 120_000 }, () => {
    const around = fc.constantFrom(
      (mail: string) => mail,
      (mail: string) => `mailto:${mail}`,
      (mail: string) => `https://${mail}`,
      (mail: string) => `https://${mail}/x`,
      (mail: string) => `www.caja.com/${mail}`,
      (mail: string) => `www.caja.com ${mail}`,
      (mail: string) => `www.caja.com${mail}`,
      (mail: string) => `${mail}/www.caja.com`,
      (mail: string) => `https://caja.com/?m=${encodeURIComponent(mail)}`,
      (mail: string) => `https://caja.com/?m=${encodeURIComponent(encodeURIComponent(mail))}`,
      (mail: string) => `https://caja.com/#${mail}`,
      (mail: string) => `Ana <${mail}>`,
    );
    fc.assert(
      fc.property(email, around, wrapping, (mail, glue, wrap) => {
        // "x/@caja.com" in a path can't be told from somebody's page.
        fc.pre(!/\/@/.test(mail));
        expectSafe(wrap(glue(mail)), mail);
      }),
      RUNS,
    );
  });

  it("no link leads to a host of somebody's own", { timeout: 120_000 }, () => {
    const around = fc.constantFrom("", "http://", "https://", "//", "http:/");
    fc.assert(
      fc.property(privateHost, around, fc.constantFrom("", "/x", ":8080/x", "?q"), wrapping, (address, scheme, rest, wrap) => {
        expect(publicLink(wrap(`${scheme}${address}${rest}`))).toBeNull();
      }),
      RUNS,
    );
  });

  it("a public address is read as it was meant, and reads as itself", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(host, fc.constantFrom("http://", "https://", "HTTPS://", "www.", ""), fc.array(word, { maxLength: 3 }), wrapping, (name, start, path, wrap) => {
        const given = `${start}${name}/${path.join("/")}`;
        const meant = new URL(/^https?:/i.test(given) ? given : `https://${given}`).href;
        expect(publicLink(wrap(given))).toBe(meant);
        expect(publicLink(meant)).toBe(meant);
      }),
      RUNS,
    );
  });

  it("any text at all is refused or becomes a public address that reads as itself", { timeout: 120_000 }, () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.array(fc.oneof(host, email, privateHost, word), { maxLength: 4 }).map((parts) => parts.join(" ")),
      fc.string().map((tail) => `https://caja.com/${tail}`),
    );
    fc.assert(
      fc.property(text, wrapping, (given, wrap) => expectSafe(wrap(given))),
      RUNS,
    );
  });
});
