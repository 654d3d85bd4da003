import type { Locale } from "~/i18n/locales";

/** What the people of one walk type, in their language; what the site says back comes from its dictionaries. */
export type JourneyWords = {
  country: string;
  institution: string;
  /** Where the two reviewers belong. */
  reviewersOf: readonly [string, string];
  owner: { name: string; email: string; password: string };
  title: string;
  /** Stands in the content and nowhere else. */
  secret: string;
  texts: Readonly<Record<string, string>>;
  currency: string;
  review: string;
  reason: string;
  /** As somebody in a hurry types it. */
  query: string;
  shop: { name: string; place: string; message: string; email: string };
};

const figures = { since: "2022", firmsUsing: "20", costAmount: "150", setupDays: "1" };

export const JOURNEYS: Readonly<Record<Locale, JourneyWords>> = {
  es: {
    country: "DO",
    institution: "Cámara de Comercio del Yaque",
    reviewersOf: ["Cámara de Comercio del Yaque", "Laboratorio de Aceleración del Caribe"],
    owner: { name: "Yudelka Mateo", email: "yudelka.mateo@balanza-prestada.example", password: "tres gallinas en la esquina del colmado" },
    title: "Balanza prestada para pesar la cosecha en la finca",
    secret: "La balanza se lleva en mula",
    texts: {
      ...figures,
      summary: "Una balanza certificada que se presta por turnos para pesar la cosecha en la finca.",
      problem: "El comprador pesa con su propia balanza y el productor pierde libras en cada saco, sin poder probarlo.",
      audience: "Fincas pequeñas que venden por saco; no sirve a quien vende por caja.",
      howItWorks: "1. Se reserva el turno por teléfono. 2. La balanza se lleva en mula hasta la finca. 3. Se pesa ante los dos y se firma un talón.",
      results: "En veinte fincas la diferencia de peso bajó de 11 % a 2 % en una cosecha.",
      costNote: "Ciento cincuenta pesos por turno; el transporte lo pone la finca.",
      needs: "Un sitio plano y dos personas.",
      claim: "La diferencia de peso bajó de 11 % a 2 % en veinte fincas.",
      evidenceTitle: "Talones firmados de una cosecha",
      organisationName: "Asociación de la Balanza Prestada",
    },
    currency: "DOP",
    review: "Se entiende y se puede repetir. Falta decir quién cuida la balanza.",
    reason: "Funciona hoy en veinte fincas y cuesta poco.",
    query: "balansa prestada cosecha",
    shop: {
      name: "Nelson, colmado La Fe",
      place: "Constanza",
      message: "¿Prestan la balanza también a colmados que compran por saco?",
      email: "nelson@colmado-la-fe.example",
    },
  },
  en: {
    country: "BZ",
    institution: "Small Business Chamber of Belize",
    reviewersOf: ["Small Business Chamber of Belize", "Small Business Chamber of Belize"],
    owner: { name: "Ramona Chun", email: "ramona.chun@borrowed-scale.example", password: "three hens at the corner of the shop" },
    title: "A borrowed scale that weighs the harvest on the farm",
    secret: "A mule carries the scale",
    texts: {
      ...figures,
      summary: "A certified scale, lent by turns, that weighs the harvest on the farm itself.",
      problem: "The buyer weighs with his own scale and the farmer loses pounds on every sack without being able to prove it.",
      audience: "Small farms that sell by the sack; it does not help those who sell by the box.",
      howItWorks: "1. The turn is booked by telephone. 2. A mule carries the scale to the farm. 3. Both see the weighing and sign a stub.",
      results: "On twenty farms the difference in weight fell from 11 % to 2 % in one harvest.",
      costNote: "One hundred and fifty dollars for each turn; the farm pays for the transport.",
      needs: "A flat place and two people.",
      claim: "The difference in weight fell from 11 % to 2 % on twenty farms.",
      evidenceTitle: "Signed stubs of one harvest",
      organisationName: "Borrowed Scale Association",
    },
    currency: "BZD",
    review: "It is clear and can be repeated. It should say who looks after the scale.",
    reason: "It works today on twenty farms and costs little.",
    query: "borowed scale harvest",
    shop: { name: "Errol, Faith Shop", place: "Punta Gorda", message: "Do you also lend the scale to shops that buy by the sack?", email: "errol@faith-shop.example" },
  },
  pt: {
    country: "BO",
    institution: "Fundación Trabajo Digno",
    reviewersOf: ["Fundación Trabajo Digno", "Consejo Regional de Mipymes"],
    owner: { name: "Jussara Antunes", email: "jussara.antunes@balanca-emprestada.example", password: "três galinhas na esquina da vendinha" },
    title: "Balança emprestada para pesar a colheita no sítio",
    secret: "A balança vai no lombo da mula",
    texts: {
      ...figures,
      summary: "Uma balança certificada, emprestada por turnos, para pesar a colheita no próprio sítio.",
      problem: "O comprador pesa com a balança dele e o produtor perde quilos em cada saca, sem poder provar.",
      audience: "Sítios pequenos que vendem por saca; não serve para quem vende por caixa.",
      howItWorks: "1. Reserva-se o turno por telefone. 2. A balança vai no lombo da mula até o sítio. 3. Pesa-se diante dos dois e assina-se um canhoto.",
      results: "Em vinte sítios a diferença de peso caiu de 11 % para 2 % em uma colheita.",
      costNote: "Cento e cinquenta por turno; o transporte fica por conta do sítio.",
      needs: "Um lugar plano e duas pessoas.",
      claim: "A diferença de peso caiu de 11 % para 2 % em vinte sítios.",
      evidenceTitle: "Canhotos assinados de uma colheita",
      organisationName: "Associação da Balança Emprestada",
    },
    currency: "BOB",
    review: "É claro e pode ser repetido. Falta dizer quem cuida da balança.",
    reason: "Funciona hoje em vinte sítios e custa pouco.",
    query: "balansa emprestada colheita",
    shop: { name: "Nelson, vendinha A Fé", place: "Cobija", message: "Vocês emprestam a balança também a vendinhas que compram por saca?", email: "nelson@vendinha-a-fe.example" },
  },
};
