export default {
  siteName: "Solucionario",
  skipToContent: "Ir al contenido",
  menu: "Menú",
  mainNavigation: "Principal",
  languageNavigation: "Idioma",
  search: "Buscar",
  demonstrationNotice: "Edición de demostración: las soluciones, las instituciones y las personas son ficticias.",
  trust: "Buscar es gratis. Nunca pedimos claves ni depósitos.",
} as const;
