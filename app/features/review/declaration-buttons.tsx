import { Button } from "~/components/form";
import { useI18n } from "~/i18n/context";

/** What ends a declaration of conflict, in a blind edition and in any other: to declare it, or not to review at all. */
export function DeclarationButtons() {
  const { t } = useI18n();
  return (
    <div className="actions">
      <Button name="intent" value="answer">
        {t("review.declare")}
      </Button>
      <Button quiet name="intent" value="decline">
        {t("review.cannot")}
      </Button>
    </div>
  );
}
