import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { InvitationList } from "~/features/accounts/invitation-list";
import { I18nProvider } from "~/i18n/context";

it("asks before an open invitation is taken back, and repeats it at once", () => {
  const made = { id: "one", organisation: "Valle", role: "reviewer", email: "rita@valle.example", invitedBy: null, acceptedBy: null, at: "2026-06-08T12:00:00Z" } as const;
  const shown = (standing: "open" | "ended") =>
    renderToStaticMarkup(
      <I18nProvider locale="es">
        <InvitationList invitations={[{ ...made, standing }]} />
      </I18nProvider>,
    );
  const [folded = "", ...others] = shown("open").match(/<details class="ask-first">.*?<\/details>/gs) ?? [];
  expect(others).toEqual([]);
  expect(folded).toMatch(/aria-label="Retirar: rita@valle\.example".*El enlace dejará de servir.*name="id" value="one".*value="revoke"/s);
  expect(shown("open").replace(folded, "")).toMatch(/value="repeat"/);
  expect(shown("open").replace(folded, "")).not.toContain('value="revoke"');
  expect(shown("ended")).not.toContain('value="revoke"');
});
