import { useI18n } from "~/i18n/context";

/** Where a number's code is sent to. Null when no institution takes messages from there. */
export type Desk = { name: string; href: string } | null;

/** A code, and the button that opens WhatsApp with it, to the desk where a person confirms it. */
export function ConfirmNumber({ code, desk }: { code: string; desk: Desk }) {
  const { t } = useI18n();
  return (
    <>
      <p>
        {t("account.code")}: <strong>{code}</strong>
      </p>
      <p>
        {desk ? (
          <a className="button" href={desk.href} rel="noopener">
            {t("account.sendCode", { institution: desk.name })}
          </a>
        ) : (
          t("account.noDesk")
        )}
      </p>
    </>
  );
}

/** The link that opens WhatsApp with a message ready to send. */
export function deskLink(desk: { name: string; whatsapp: string } | null, message: string): Desk {
  return desk && { name: desk.name, href: `https://wa.me/${desk.whatsapp.slice(1)}?${new URLSearchParams({ text: message })}` };
}
