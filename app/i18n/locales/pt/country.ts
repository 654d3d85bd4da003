import type { Translation } from "../../messages";
import type es from "../es/country";

export default {
  listTitle: "Países",
  listLead: "Onde cada solução funciona hoje. O que só poderia ser adaptado não conta aqui.",
  listDescription: "Os países onde as soluções do registro já funcionam, e quantas há em cada um.",
  available: { zero: "Nenhuma ainda", one: "{count} solução", other: "{count} soluções" },
  noneAtAll: "Ainda não há soluções publicadas.",
  title: "Soluções que já funcionam: {country}",
  description: "O que funciona hoje, o que os negócios pedem e que instituições recebem soluções: {country}.",
  lead: {
    zero: "Ainda não há nenhuma solução registrada que funcione aqui.",
    one: "Hoje há {count} solução que funciona aqui.",
    other: "Hoje há {count} soluções que funcionam aqui.",
  },
  byCategory: "O que funciona hoje, por tema",
  withoutCategory: "Sem tema",
  recent: "As mais recentes",
  seeAll: "Ver todas",
  needsTitle: "O que os negócios pedem",
  institutionsTitle: "Instituições que atendem o país",
  adaptableTitle: "Poderiam ser adaptadas",
  adaptableLead: "Ainda não funcionam aqui. Seus autores dizem que poderiam.",
  more: { one: "E mais {count}.", other: "E mais {count}." },
  otherCountries: "Outros países",
} as const satisfies Translation<typeof es>;
