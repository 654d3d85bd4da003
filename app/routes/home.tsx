import { useI18n } from "~/i18n/context";

export default function Home() {
  const { t } = useI18n();
  return <h1>{t("common.siteName")}</h1>;
}
