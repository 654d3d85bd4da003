import type { ComponentProps, ReactNode } from "react";
import { useI18n } from "~/i18n/context";

/** By a field's name, the sentence that stands at it. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What every field says about itself. The name is the id too, so that the list of errors can lead to it. */
type Common = { name: string; label: ReactNode; hint?: ReactNode; error?: string | undefined; optional?: boolean };

/** One line. Whatever else an <input> takes is handed on: `type`, `defaultValue`, `autoComplete`, `inputMode`. */
export function Field({ name, label, hint, error, optional, ...input }: Common & Omit<ComponentProps<"input">, "id" | "name">) {
  return (
    <Labelled {...{ name, label, hint, error, optional }}>
      <input type="text" {...input} {...described({ name, hint, error })} id={name} name={name} className="entry" />
    </Labelled>
  );
}

export function TextArea({ name, label, hint, error, optional, ...input }: Common & Omit<ComponentProps<"textarea">, "id" | "name">) {
  return (
    <Labelled {...{ name, label, hint, error, optional }}>
      <textarea rows={4} {...input} {...described({ name, hint, error })} id={name} name={name} className="entry" />
    </Labelled>
  );
}

export type Option = { value: string; label: ReactNode; hint?: ReactNode };

/** @param empty the words of the first choice, which sends nothing */
export function Select({
  name,
  label,
  hint,
  error,
  optional,
  options,
  empty,
  ...input
}: Common & { options: readonly Option[]; empty?: string } & Omit<ComponentProps<"select">, "id" | "name">) {
  return (
    <Labelled {...{ name, label, hint, error, optional }}>
      <select {...input} {...described({ name, hint, error })} id={name} name={name} className="entry">
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

type Choices = Common & { options: readonly Option[] /** In as many columns as there is room for. */; columns?: boolean };

/** Any number of answers; each one chosen is sent under the same name. */
export function CheckboxGroup({ chosen = [], ...group }: Choices & { chosen?: readonly string[] }) {
  return <ChoiceGroup {...group} type="checkbox" chosen={chosen} />;
}

/** One answer. */
export function RadioGroup({ chosen, ...group }: Choices & { chosen?: string | null | undefined }) {
  return <ChoiceGroup {...group} type="radio" chosen={chosen ? [chosen] : []} />;
}

function ChoiceGroup({ name, label, hint, error, optional, options, columns, type, chosen }: Choices & { type: "checkbox" | "radio"; chosen: readonly string[] }) {
  const { t } = useI18n();
  return (
    <fieldset className={error ? "question faulty" : "question"} aria-describedby={described({ name, hint, error })["aria-describedby"]}>
      <legend>
        {label}
        {optional && <span className="optional"> {t("common.optional")}</span>}
      </legend>
      <Beside {...{ name, hint, error }} />
      <div className={columns ? "choices columns" : "choices"}>
        {options.map((option, index) => (
          <label key={option.value} className="check">
            <input type={type} name={name} value={option.value} id={index === 0 ? name : undefined} defaultChecked={chosen.includes(option.value)} />
            <span>
              {option.label}
              {option.hint && <span className="hint">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One box to tick: an agreement, a yes. Sends "yes" or nothing. */
export function Checkbox({ name, label, hint, error, defaultChecked }: Omit<Common, "optional"> & { defaultChecked?: boolean }) {
  return (
    <div className={error ? "question faulty" : "question"}>
      <Beside {...{ name, error }} />
      <label className="check">
        <input type="checkbox" value="yes" defaultChecked={defaultChecked} {...described({ name, hint, error })} id={name} name={name} />
        <span>{label}</span>
      </label>
      <Beside {...{ name, hint }} />
    </div>
  );
}

/** What is sent along unseen: a version that was read, an idempotency key. */
export function Hidden({ name, value }: { name: string; value: string | number }) {
  return <input type="hidden" name={name} value={value} />;
}

/** A `value` tells several buttons of one form apart. */
export function Button({ quiet, children, ...button }: { quiet?: boolean } & Omit<ComponentProps<"button">, "className">) {
  return (
    <button type="submit" {...button} className={quiet ? "button quiet" : "button"}>
      {children}
    </button>
  );
}

/**
 * Stands above a form that was sent back: how many things are to be put right, each a link to its field. It takes the
 * focus when the page opens, so that a screen reader begins here.
 *
 * @param errors in the order in which the fields stand
 * @param children leads to as many faults as `more` says, which are told otherwise than in a sentence each
 */
export function ErrorSummary({ errors, more = 0, children }: { errors: FieldErrors; more?: number; children?: ReactNode }) {
  const { t } = useI18n();
  const entries = Object.entries(errors);
  const count = entries.length + more;
  if (count === 0) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: the page was opened to say this
    <section className="error-summary" role="alert" aria-labelledby="errors-title" tabIndex={-1} autoFocus>
      <h2 id="errors-title">{t("common.formErrors", { count })}</h2>
      {entries.length > 0 && (
        <ul>
          {entries.map(([name, sentence]) => (
            <li key={name}>
              <a href={`#${name}`}>{sentence}</a>
            </li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}

function Labelled({ name, label, hint, error, optional, children }: Common & { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className={error ? "question faulty" : "question"}>
      <label htmlFor={name}>
        {label}
        {optional && <span className="optional"> {t("common.optional")}</span>}
      </label>
      <Beside {...{ name, hint, error }} />
      {children}
    </div>
  );
}

function Beside({ name, hint, error }: Pick<Common, "name" | "hint" | "error">) {
  const { t } = useI18n();
  return (
    <>
      {hint && (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="fault" id={`${name}-error`}>
          <span className="hidden">{t("common.error")}: </span>
          {error}
        </p>
      )}
    </>
  );
}

function described({ name, hint, error }: Pick<Common, "name" | "hint" | "error">): { "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return { ...(ids !== "" && { "aria-describedby": ids }), ...(error && { "aria-invalid": true as const }) };
}
