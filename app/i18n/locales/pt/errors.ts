import type { Translation } from "../../messages";
import type es from "../es/errors";

export default {
  notFoundTitle: "Não encontramos esta página",
  notFoundText: "O endereço pode ter um erro ou a página já não está publicada. Tente buscar o que você precisa.",
  goneTitle: "Esta ficha foi retirada",
  goneText: "Ela já não faz parte do registro. Tente buscar outra solução para o seu problema.",
  badInputTitle: "Não entendemos o pedido",
  badInputText: "O endereço ou o formulário traz algo que não conseguimos ler. Volte e tente de novo.",
  forbiddenOriginTitle: "Não pudemos aceitar o formulário",
  forbiddenOriginText: "Ele veio de outra página. Abra este site de novo e envie daqui; o que você escreveu continua na tela anterior.",
  tooLargeTitle: "O que você enviou é grande demais",
  tooLargeText: "Reduza o texto ou o arquivo e tente de novo.",
  tooManyTitle: "Visitas demais em seguida",
  tooManyText: "Espere um minuto e tente de novo.",
  unavailableTitle: "Não podemos responder agora",
  unavailableText: "Estamos trabalhando nisso. Tente de novo em alguns minutos.",
  unexpectedTitle: "Algo falhou do nosso lado",
  unexpectedText: "Já ficou anotado. Tente de novo; se acontecer outra vez, diga-nos este número:",
  tryAgain: "Tentar de novo",
  keptText:
    "Não conseguimos salvar nem verificar o que você enviou, mas nada se perdeu: está aqui embaixo. Não feche esta página; espere um minuto e tente de novo. Se preferir, copie seus textos.",
  keptNothing: "Não conseguimos fazer o que você pediu. Espere um minuto e tente de novo nesta página.",
  keptFiles: "Não dá para guardar arquivos aqui: será preciso escolhê-los de novo.",
  keptOther: "Outro texto seu",
  keptAgain: "Escreva de novo: {field}",
  keptCode: "Código",
  backHome: "Ir para o início",
  searchInstead: "Buscar uma solução",
} as const satisfies Translation<typeof es>;
