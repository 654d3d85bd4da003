import { describe, expect, it } from "vitest";
import { makePassword, passwordFault } from "~/features/accounts/password.server";
import { LOCALES } from "~/i18n/locales";
import { translator } from "~/i18n/translator";

describe("a new password", () => {
  it.each([
    "passwordpassword",
    "Contraseña123456",
    "qwertyuiopasdfgh",
    "1234567890abcdef",
    "iloveyou12345678",
    "solucionario2026",
    "Santo Domingo 2026!",
    "1qaz2wsx3edc4rfv",
    "teamomuchomiamor",
  ])("is refused when it is made of what everybody uses: %s", (password) => {
    expect(passwordFault(password)).toBe("password-too-common");
  });

  it("is refused when it is the person's own name or address", () => {
    expect(passwordFault("anapena1985valle", ["Ana Peña", "ana@valle.example"])).toBe("password-too-common");
  });

  it("is refused when it is the example that a page shows", () => {
    for (const locale of LOCALES) {
      const [example = ""] =
        translator(locale)
          .t("account.passwordHint")
          .match(/(?<=[«“]).*(?=[»”])/) ?? [];
      expect(passwordFault(example), example).toBe("password-too-common");
    }
  });

  it("may be a sentence, or what the machine makes", () => {
    for (const password of ["tres gallinas bajo el mango", "mi abuela vende flores los lunes", makePassword()]) expect(passwordFault(password), password).toBeUndefined();
  });
});
