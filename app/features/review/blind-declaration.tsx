import { type FieldErrors, Hidden, Select } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { DeclarationButtons } from "./declaration-buttons";
import { NAMES_FIELD, tiedField } from "./review-acts";
import { CONFLICT_KINDS } from "./schema";

type Props = {
  page: { version: number; names: ReadonlyArray<{ position: number; kind: string; name: string }> };
  sent: { fields: Readonly<Record<string, string>>; errors: FieldErrors } | null;
};

/** In a blind edition: whose it is stands among other names, and the reviewer ticks those that something ties them to. */
export function BlindDeclaration({ page, sent }: Props) {
  const { t } = useI18n();
  return (
    <section>
      <h2>{t("fairness.blindTitle")}</h2>
      <p>{t("fairness.blindText")}</p>
      <form method="post" noValidate>
        <Hidden name="version" value={page.version} />
        <Hidden name={NAMES_FIELD} value="seen" />
        <Names title={t("fairness.blindOrganisations")} kind="organisation" page={page} sent={sent} />
        <Names title={t("fairness.blindPeople")} kind="person" page={page} sent={sent} />
        <Select
          name="conflict"
          label={t("fairness.blindTie")}
          hint={t("fairness.blindTieHint")}
          error={sent?.errors.conflict}
          defaultValue={sent?.fields.conflict}
          empty={t("fairness.blindNobody")}
          options={CONFLICT_KINDS.map((value) => ({ value, label: t(`desk.conflict_${value}`) }))}
        />
        <DeclarationButtons />
      </form>
    </section>
  );
}

function Names({ title, kind, page, sent }: Props & { title: string; kind: string }) {
  const names = page.names.filter((name) => name.kind === kind);
  if (names.length === 0) return null;
  return (
    <fieldset className="question">
      <legend>{title}</legend>
      <div className="choices columns">
        {names.map(({ position, name }) => (
          <label key={position} className="check">
            <input type="checkbox" name={tiedField(position)} value="yes" defaultChecked={sent?.fields[tiedField(position)] !== undefined} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
