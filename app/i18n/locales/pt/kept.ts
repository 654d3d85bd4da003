import type { Translation } from "../../messages";
import type es from "../es/kept";

export default {
  signInTitle: "Guardamos o que você escreveu",
  signInText: "Entre para continuar de onde parou.",
  newForm: "Abrir em um formulário novo",
  newFormText: "Não tem conta? Pode continuar sem ela.",
  filledTitle: "Isto é o que você escreveu {when}",
  filledText: "Ainda não está salvo. Revise e salve.",
  toForm: "Ir para o formulário",
  leftTitle: "Isto já não tem lugar no formulário",
  leftText: "Copie, se precisar.",
  textTitle: "O que você escreveu {when} não se perdeu",
  textText: "Esta página já não tem esse formulário. Aqui está o seu texto, caso queira copiar.",
  refusedTitle: "Não conseguimos receber, mas aqui está o que você escreveu",
  refusedText: "Copie antes de sair desta página.",
  offerMine: "Ficou algo seu sem salvar: “{title}”, {when}.",
  offerMineUntitled: "Ficou algo seu sem salvar, {when}.",
  offer: "Neste navegador ficou algo sem salvar: “{title}”, {when}. É seu?",
  offerUntitled: "Neste navegador ficou algo sem salvar, {when}. É seu?",
  offerTitle: "Sem salvar",
  open: "Abrir",
  discard: "Descartar",
  justNow: "há um momento",
} as const satisfies Translation<typeof es>;
