import type { Translation } from "../../messages";
import type es from "../es/common";

export default {
  siteName: "Solucionario",
  skipToContent: "Skip to content",
  menu: "Menu",
  mainNavigation: "Main",
  languageNavigation: "Language",
  search: "Search",
  demonstrationNotice: "Demonstration edition: the solutions, institutions and people are fictional.",
  trust: "Searching is free. We never ask for passwords or deposits.",
} as const satisfies Translation<typeof es>;
