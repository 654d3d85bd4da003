import { Button, Hidden } from "~/components/form";
import { Prose } from "~/components/prose";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import type { ContactItem } from "./contact-queries.server";
import { isUnassignedNumber } from "./contact-schema";

type Item = Omit<ContactItem, "createdAt" | "answeredAt"> & { createdAt: string; answeredAt: string | null };

/** What firms wrote, for the owner: a way to answer each, and a mark for those that were. */
export function ContactList({ items, businessTypes }: { items: readonly Item[]; businessTypes: Readonly<Record<string, string>> }) {
  const { t } = useI18n();
  if (items.length === 0) return <p className="soft">{t("workbench.contactsEmpty")}</p>;
  return (
    <ul className="plain">
      {items.map((item) => (
        <li key={item.id} className="box">
          <ContactCard item={item} business={(item.businessType && businessTypes[item.businessType]) || item.businessType} />
        </li>
      ))}
    </ul>
  );
}

function ContactCard({ item, business }: { item: Item; business: string | null }) {
  const { t, date, locale } = useI18n();
  if (item.name === null || item.message === null) return <p className="soft">{t("workbench.contactErased")}</p>;
  return (
    <>
      <h3>{item.name}</h3>
      <p className="small soft">{[business, item.place, date(item.createdAt)].filter((part) => part !== null).join(" · ")}</p>
      <Prose text={item.message} lang={langAttribute(item.language, locale)} />
      {item.replyAddress && (
        <p>
          {t("workbench.contactReply")} <ReplyLink kind={item.replyKind} address={item.replyAddress} />
        </p>
      )}
      <form method="post" className="actions">
        <Hidden name="request" value={item.id} />
        {item.answeredAt && <p className="small soft">{t("workbench.answeredOn", { date: date(item.answeredAt) })}</p>}
        <Button name="action" value={item.answeredAt ? "waiting" : "answered"} quiet>
          {t(item.answeredAt ? "workbench.markWaiting" : "workbench.markAnswered")}
        </Button>
      </form>
    </>
  );
}

function ReplyLink({ kind, address }: { kind: ContactItem["replyKind"]; address: string }) {
  if (kind === "whatsapp" && isUnassignedNumber(address)) return <b>{address}</b>;
  return (
    <a href={kind === "email" ? `mailto:${address}` : `https://wa.me/${address.replace(/\D/g, "")}`} rel="noopener nofollow">
      {address}
    </a>
  );
}
