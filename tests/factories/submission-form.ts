import { EMPTY_FORM, type FormValues } from "~/features/submissions/form-schema";

/** A form with everything that a submission must have; overrides replace fields. */
export function filledForm(overrides: Partial<FormValues> = {}): FormValues {
  return {
    ...EMPTY_FORM,
    language: "es",
    title: "El vale del colmado de la esquina",
    summary: "El cliente paga con un mensaje de texto.",
    problem: "Los clientes compran fiado y pagan tarde.",
    howItWorks: "El colmado marca un código y el cliente responde.",
    since: "03/2021",
    firmsUsing: "38",
    originCountry: "DO",
    availableIn: ["DO"],
    adaptableTo: ["GT"],
    categoryKey: "agile-payments",
    businessTypes: ["corner-shop"],
    sizes: ["1-5"],
    costModel: "subscription",
    costAmount: "1.250,50",
    costCurrency: "DOP",
    costPeriod: "month",
    internet: "none",
    device: "basic-phone",
    setupDays: "2",
    claim: "38 colmados cobran en menos de una semana.",
    evidenceTitle: "Los cuadernos de tres colmados, con fechas.",
    contactPerson: "Bienvenido Abad",
    contactEmail: "bienvenido@vale.example",
    organisationName: "Vale de Barrio",
    womenLed: "no",
    consent: "yes",
    ...overrides,
  };
}

/** As a browser sends it. */
export function formBody(values: FormValues, hidden: Readonly<Record<string, string>> = {}): URLSearchParams {
  const body = new URLSearchParams(hidden);
  for (const [name, value] of Object.entries(values)) for (const item of [value].flat()) if (item !== "" || typeof value === "string") body.append(name, item);
  return body;
}
