import { describe, expect, it } from "vitest";
import { hashPassword, makePassword, passwordFault, verifyPassword } from "~/features/accounts/password.server";

describe("a password", () => {
  it("is kept as argon2id with the parameters that OWASP recommends", async () => {
    expect(await hashPassword("una frase que nadie adivina")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("is recognised, and another is not", async () => {
    const stored = await hashPassword("una frase que nadie adivina");
    expect(await verifyPassword(stored, "una frase que nadie adivina")).toBe(true);
    expect(await verifyPassword(stored, "una frase que nadie adivinó")).toBe(false);
  });

  it("is recognised whichever way the keyboard composes its accents", async () => {
    const stored = await hashPassword("contraseña de tres palabras".normalize("NFC"));
    expect(await verifyPassword(stored, "contraseña de tres palabras".normalize("NFD"))).toBe(true);
  });

  it("is never recognised where there is no account, the password of nobody included", async () => {
    expect(await verifyPassword(undefined, "the password of nobody at all")).toBe(false);
  });

  it("has 15 characters or more, 256 or fewer, and some variety", () => {
    expect(passwordFault("catorce letras")).toBe("password-too-short");
    expect(passwordFault("quince letras..")).toBeUndefined();
    expect(passwordFault(`${"palabras ".repeat(28)}pala`)).toBeUndefined();
    expect(passwordFault(`${"palabras ".repeat(28)}palab`)).toBe("password-too-long");
    expect(passwordFault("aaaaaaaaaaaaaaaaaaaa")).toBe("password-too-plain");
    expect(passwordFault("😀".repeat(8))).toBe("password-too-short");
  });

  it("that is made is good enough, and another each time", () => {
    const made = Array.from({ length: 100 }, makePassword);
    expect(new Set(made).size).toBe(100);
    expect(made.filter((password) => passwordFault(password) !== undefined)).toEqual([]);
    expect(made[0]).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  });
});
