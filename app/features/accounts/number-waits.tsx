import { useI18n } from "~/i18n/context";
import { ConfirmNumber, deskLink } from "./confirm-number";

type Props = {
  waits: { own: { number: string; code: string | null } | null; desk: { name: string; whatsapp: string } | null };
  /** What begins once the number is confirmed. */
  children: string;
};

/** Says that a number is to be confirmed first, and how: with the code that was shown before, or a new one. */
export function NumberWaits({ waits: { own, desk }, children }: Props) {
  const { t, locale } = useI18n();
  return (
    <div className="notice">
      <p>{children}</p>
      {own?.code && (
        <>
          <p>{t("account.numberText", { address: own.number })}</p>
          <ConfirmNumber code={own.code} desk={deskLink(desk, t("account.codeMessage", { code: own.code }))} />
        </>
      )}
      {own && own.code === null && (
        <p>
          <a className="button" href={`/${locale}/account/address?${new URLSearchParams({ address: own.number })}`}>
            {t("account.newCode", { address: own.number })}
          </a>
        </p>
      )}
    </div>
  );
}
