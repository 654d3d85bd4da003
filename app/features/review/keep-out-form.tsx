import { Button, Hidden } from "~/components/form";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import { keptOutField } from "./desk-acts";
import type { KeepOutChoice, KeepOutPage } from "./keep-out.server";

/** Whom the owner keeps out: their words, and everybody whom they may mean, to be ticked. */
export function KeepOutForm({ version, page, error }: { version: number; page: KeepOutPage; error: string | undefined }) {
  const { t, list } = useI18n();
  return (
    <details className="act" open={error !== undefined}>
      <summary>
        <h3>{t("fairness.keepOutTitle")}</h3>
      </summary>
      {page.words !== "" && (
        <>
          <p className="small soft">{t("fairness.keepOutWords")}</p>
          <Prose text={page.words} />
        </>
      )}
      {page.byOwner.length > 0 && (
        <p>
          {t("fairness.keepOutOwner")} {list(page.byOwner)}
        </p>
      )}
      <form method="post" noValidate id="keepOut" tabIndex={-1}>
        <Hidden name="intent" value="keepOut" />
        <Hidden name="version" value={version} />
        <p className="hint">{t("fairness.keepOutHint")}</p>
        {error && <p className="fault">{error}</p>}
        <Choices title={t("fairness.keepOutPeople")} kind="person" choices={page.people} />
        <Choices title={t("fairness.keepOutInstitutions")} kind="organisation" choices={page.institutions} />
        <Button>{t("fairness.keepOut")}</Button>
      </form>
    </details>
  );
}

function Choices({ title, kind, choices }: { title: string; kind: "person" | "organisation"; choices: readonly KeepOutChoice[] }) {
  if (choices.length === 0) return null;
  return (
    <fieldset className="question">
      <legend>{title}</legend>
      {choices.map(({ id, name, institution, ticked }) => (
        <label key={id} className="check">
          <input type="checkbox" name={keptOutField(kind, id)} value="yes" defaultChecked={ticked} />
          <span>
            {name}
            {institution && <span className="hint">{institution}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
