import type { ReactNode } from "react";
import { FactList } from "~/components/fact-list";
import { useI18n } from "~/i18n/context";
import { formOf } from "./form-content";
import type { FormField } from "./form-schema";
import { type FormLabels, valueInWords } from "./form-words";
import type { Sent } from "./owner-queries.server";

const HEAD = ["title", "categoryKey", "originCountry", "businessTypes", "sizes"] as const satisfies readonly FormField[];
const CONTACT = ["contactPerson", "contactRole", "contactEmail", "contactWhatsapp"] as const satisfies readonly FormField[];

type Props = { sent: Sent<string>; timeZone: string; labels: FormLabels /** What was written, as those who judge it read it. */; children: ReactNode };

/** What was submitted, to be read again by whoever answers for it; folded, because most come for how it stands. */
export function SentContent({ sent, timeZone, labels, children }: Props) {
  const i18n = useI18n();
  const { t, date } = i18n;
  const values = formOf(sent.content, sent.contact);
  const rows = (fields: readonly FormField[]) => fields.map((field) => [t(`submission.field_${field}`), valueInWords(i18n, labels, values, field)] as const);
  return (
    <details className="section sent">
      <summary>
        <h2>{t("submission.sentTitle")}</h2>
      </summary>
      <p className="soft">{t("submission.sentVersion", { date: date(sent.at, timeZone) })}</p>
      <FactList rows={rows(HEAD)} />
      {children}
      {sent.contact && (
        <section>
          <h3>{t("submission.section_contact")}</h3>
          <FactList rows={rows(CONTACT)} />
        </section>
      )}
    </details>
  );
}
