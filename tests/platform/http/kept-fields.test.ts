import { describe, expect, it } from "vitest";
import { bringsForm, readKeptForm } from "~/platform/http/given-back.server";
import { isSecretField, keptFields } from "~/platform/http/kept-fields";

describe("the fields of a post that may be kept", () => {
  it("are its texts, in their order and as often as they came, with the form's own key and version", () => {
    const entries: Array<[string, string]> = [
      ["key", "k-1"],
      ["version", "7"],
      ["title", "  Tablero\r\nde avisos "],
      ["sizes", "micro"],
      ["sizes", "small"],
      ["title", ""],
    ];
    expect(keptFields(entries)).toEqual(entries);
  });

  it("are neither files nor secrets, however a secret's name is written", () => {
    const secrets = [
      ...["password", "Password", "new_password", "passwordAgain", "current", "currentPassword", "pwd", "passphrase"],
      ...["code", "one-time-code", "recoveryCode", "otp", "pin", "secret", "clientSecret", "token", "inviteToken", "session", "contraseña", "csrf_token"],
    ];
    expect(keptFields([...secrets.map((name): [string, string] => [name, "hidden"]), ["picture", new File(["x"], "x.png")]])).toEqual([]);
  });

  it("may have names that only look like a secret's", () => {
    for (const name of [
      "reasonCode",
      "countryCode",
      "currentPrice",
      "letter_019a",
      "spin",
      "costCurrency",
      "categoryKey",
      "keptFrom",
      "compass",
      "opinion",
      "passage",
      "since",
      "encoded",
    ])
      expect(isSecretField(name), name).toBe(false);
  });
});

describe("a form that is given back", () => {
  const posted = (path: string, body: BodyInit) => new Request(`http://localhost${path}`, { method: "POST", body });

  it("goes to the same address of this site, never to another's", async () => {
    const kept = await readKeptForm(posted("/es/submit?draft=1", new URLSearchParams({ title: "x" })));
    expect(kept?.action).toBe("/es/submit?draft=1");
    expect((await readKeptForm(posted("//evil.example/es/submit", new URLSearchParams({ title: "x" }))))?.action).toBe("/evil.example/es/submit");
  });

  it("names what has to be typed or chosen again", async () => {
    const form = new FormData();
    form.append("address", "ana@valle.example");
    form.append("password", "siete gallinas");
    form.append("password", "siete gallinas");
    form.append("picture", new File(["x"], "x.png"));
    expect(await readKeptForm(posted("/es/sign-in", form))).toEqual({ action: "/es/sign-in", fields: [["address", "ana@valle.example"]], secrets: ["password"], hadFiles: true });
  });

  it("is none when the body is no form", async () => {
    expect(await readKeptForm(new Request("http://localhost/", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }))).toBeUndefined();
    const asked = (type: string, method = "POST", query = {}) => bringsForm({ method, query, get: () => type });
    expect(asked("multipart/form-data; boundary=x")).toBe(true);
    expect(asked("Application/X-WWW-form-urlencoded")).toBe(true);
    expect(asked("application/json")).toBe(false);
    expect(asked("multipart/form-data; boundary=x", "PUT")).toBe(false);
    expect(asked("multipart/form-data; boundary=x", "POST", { _data: "routes/submit" })).toBe(false);
  });
});
