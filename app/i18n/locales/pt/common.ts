import type { Translation } from "../../messages";
import type es from "../es/common";

export default {
  siteName: "Solucionario",
  skipToContent: "Ir para o conteúdo",
  menu: "Menu",
  mainNavigation: "Principal",
  languageNavigation: "Idioma",
  search: "Buscar",
  demonstrationNotice: "Edição de demonstração: as soluções, as instituições e as pessoas são fictícias.",
  trust: "Buscar é grátis. Nunca pedimos senhas nem depósitos.",
} as const satisfies Translation<typeof es>;
