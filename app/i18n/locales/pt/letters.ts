import type { Translation } from "../../messages";
import type es from "../es/letters";

export default {
  greeting: "Olá, {name}:",
  greetingUnnamed: "Olá:",
  signature: "{institution}\npor meio do Solucionario, {site}",
  signatureOwn: "Solucionario, {site}",
  trust: "O Solucionario nunca pede senhas, códigos nem depósitos por carta.",
  programmeTeam: "A equipe do programa",

  verifyEmailSubject: "Confirme seu e-mail",
  verifyEmailBody:
    "Para confirmar que este e-mail é seu, abra esta página e toque no botão:\n{link}\n\nO link vale uma única vez, durante {duration}. Se não foi você que pediu, não faça nada.",
  signInLinkSubject: "Seu link para entrar",
  signInLinkBody:
    "Para entrar, abra esta página e toque no botão:\n{link}\n\nO link vale uma única vez, durante {duration}. Não o compartilhe com ninguém. Se não foi você que pediu, não faça nada.",
  resetPasswordSubject: "Escolha uma nova senha",
  resetPasswordBody:
    "Alguém, esperamos que você, pediu para mudar a senha da sua conta. Para escolher uma nova, abra esta página:\n{link}\n\nO link vale uma única vez, durante {duration}. Se não foi você que pediu, não faça nada: sua senha continua a mesma.",
  invitationSubject: "Um convite para o Solucionario",
  invitationBody:
    "Você foi convidado a trabalhar no Solucionario, o registro de soluções que já funcionam em pequenos negócios. Para aceitar, abra esta página:\n{link}\n\nO link vale uma única vez, durante {duration}. Se não esperava este convite, não faça nada.",
  addressChangedSubject: "O e-mail ou o número da sua conta mudou",
  addressChangedBody:
    "O e-mail ou o número da sua conta mudou. Se foi você, não precisa fazer nada.\n\nSe não foi você, entre aqui já, mude sua senha e encerre as outras sessões:\n{link}",
  passwordChangedSubject: "A senha da sua conta mudou",
  passwordChangedBody: "A senha da sua conta mudou. Se foi você, não precisa fazer nada.\n\nSe não foi você, peça já uma nova senha aqui:\n{link}",

  onBehalfSubject: "Sua solução «{title}» já está inscrita",
  onBehalfBody:
    "{author}, de {institution}, inscreveu em seu nome a solução «{title}», como você concordou. O número é {reference}.\n\nPara vê-la, corrigi-la e receber as respostas, assuma-a como sua aqui:\n{link}\n\nO link vale por {duration}. Se você não concordou, assuma-a e retire-a ali mesmo, ou avise {institution}.",
  receivedSubject: "Recebemos “{title}” ({reference})",
  receivedBody:
    "Recebemos sua solução “{title}”. O número dela é {reference}.\n\nResponderemos até {date}. Se não fosse possível, avisaríamos antes dessa data.\n\nAqui você pode ver como está:\n{link}",
  changesRequestedSubject: "Falta algo em “{title}” ({reference})",
  changesRequestedBody:
    "Lemos “{title}” e para continuar precisamos que você complete algo:\n\n{notes}\n\nResponda até {date}, nesta página:\n{link}\n\nEnquanto isso, o prazo da nossa resposta fica parado.",
  changesReminderSubject: "Esperamos sua resposta sobre “{title}” ({reference})",
  changesReminderBody:
    "Há alguns dias pedimos que você completasse algo em “{title}” e ainda não temos sua resposta.\n\nVocê pode responder até {date}, nesta página:\n{link}\n\nDepois dessa data a inscrição é encerrada.",
  dateMovedSubject: "Nossa resposta sobre “{title}” vai demorar mais ({reference})",
  dateMovedBody:
    "Prometemos uma resposta sobre “{title}” até {before}. Não vamos conseguir, e pedimos desculpas.\n\nA nova data é {date}. Você não precisa fazer nada.\n\nAqui você pode ver como está:\n{link}",
  expiredSubject: "“{title}” foi encerrada por falta de resposta ({reference})",
  expiredBody:
    "Pedimos que você completasse algo em “{title}” e passaram 30 dias sem resposta, por isso a inscrição foi encerrada. O que você escreveu continua guardado.\n\nSe a edição ainda estiver aberta, você pode retomá-la aqui:\n{link}",
  withdrawnSubject: "“{title}” foi retirada ({reference})",
  withdrawnBody: "A inscrição “{title}” ({reference}) foi retirada por quem a enviou. Não é preciso fazer mais nada.\n\nEla fica guardada aqui:\n{link}",

  unclaimedSubject: {
    one: "Uma inscrição espera que alguém a assuma",
    other: "{count} inscrições esperam que alguém as assuma",
    many: "{count} inscrições esperam que alguém as assuma",
  },
  unclaimedBody: {
    one: "Há {count} inscrição que ninguém assumiu ainda: “{title}” ({reference}). Está nas mãos de: {institution}.\n\nFale com a instituição ou passe-a para outra:\n{link}",
    other:
      "Há {count} inscrições que ninguém assumiu ainda. A que mais espera é “{title}” ({reference}). Está nas mãos de: {institution}.\n\nFale com as instituições ou passe-as para outras:\n{link}",
    many: "Há {count} inscrições que ninguém assumiu ainda. A que mais espera é “{title}” ({reference}). Está nas mãos de: {institution}.\n\nFale com as instituições ou passe-as para outras:\n{link}",
  },
  dueSoonSubject: "Em {date} vence a resposta sobre “{title}” ({reference})",
  dueSoonBody:
    "Prometemos responder a quem enviou “{title}” até {date}.\n\nDecida e comunique a resposta, ou mude a data com um motivo:\n{link}\n\nSe ninguém o fizer, um dia antes a data passa para uma semana depois e quem enviou é avisado.",
  nobodyLeftSubject: "Ninguém pode atender a inscrição {reference}",
  nobodyLeftBody:
    "Todas as pessoas que poderiam atender a inscrição {reference} têm um conflito de interesse com ela, e ela ficou sem ninguém.\n\nPara que ela siga adiante, convide outra pessoa para gerir o programa:\n{link}",
  reviewerLeftSubject: "Falta quem avalie “{title}” ({reference})",
  reviewerLeftBody:
    "A última pessoa designada para avaliar “{title}” não vai mais fazê-lo.\n\nDesigne outra, ou passe a inscrição para outra instituição:\n{link}\n\nA resposta está prometida para {date}.",
  reviewInvitedSubject: "Pedimos que você avalie “{title}”",
  reviewInvitedBody:
    "Pedimos que você avalie a solução “{title}”. Antes da leitura, a página pergunta se você tem algum conflito de interesse.\n\nAceite ou diga que não pode, aqui:\n{link}\n\nA resposta está prometida para {date}.",
  reviewReminderSubject: "Sua avaliação de “{title}” está pendente",
  reviewReminderBody: "Ainda esperamos sua avaliação de “{title}”. A resposta está prometida para {date}.\n\nContinue de onde parou, ou diga que não pode:\n{link}",
  reviewStaleSubject: "“{title}” mudou depois da sua avaliação",
  reviewStaleBody:
    "Quem enviou “{title}” respondeu ao que foi pedido, e o texto mudou. Sua avaliação é da versão anterior e já não conta.\n\nSuas respostas continuam lá: leia de novo, corrija o que for preciso e entregue outra vez:\n{link}\n\nA resposta está prometida para {date}.",
  decisionAnnouncedSubject: "A resposta sobre “{title}” ({reference})",
  decisionAnnouncedBody: "{letter}\n\nTodo o resto está nesta página:\n{link}",
  confirmTextSubject: "Leia e confirme a página de “{title}”",
  confirmTextBody: "A página pública de “{title}” está pronta. Leia o texto e confirme que diz o que deve dizer:\n{link}\n\nAté você confirmar, ninguém mais a vê.",
  needsConfirmationSubject: "A página de “{title}” continua válida?",
  needsConfirmationBody:
    "Faz tempo que ninguém confirma a página pública de “{title}”. Leia-a, sobretudo o preço e o contato. Se tudo continua igual, toque em “{button}”:\n{link}\n\nSe ninguém a confirmar antes de {date}, ela deixará de aparecer nas buscas. Você poderá publicá-la de novo quando quiser.",
  contactRequestSubject: "Alguém quer falar com você sobre “{title}”",
  contactRequestBody:
    "Uma pessoa encontrou “{title}” e escreveu para você. A mensagem e o modo de responder estão aqui:\n{link}\n\nQuem procura uma solução costuma decidir em poucos dias: vale a pena responder logo.",
  reportFiledSubject: "Há um aviso sobre “{title}”",
  reportFiledBody: "Alguém avisou de um problema com a página “{title}”. Leia o aviso e decida se é preciso suspendê-la:\n{link}",
  reportNobodyLeftSubject: "Um aviso sobre “{title}” não tem quem o atenda",
  reportNobodyLeftBody:
    "Alguém avisou de um problema com a página “{title}”. Todas as pessoas que poderiam verificá-lo têm um conflito de interesse com ela.\n\nPara que alguém o atenda, convide outra pessoa para gerir o programa:\n{link}",

  heldTitle: "Cartas pelo WhatsApp",
  heldLead: "Estas pessoas não têm e-mail. Abra a carta no WhatsApp, envie-a e marque-a aqui como enviada.",
  heldNone: "Não há cartas para enviar.",
  heldSince: "Espera desde {date}",
  heldText: "Ler a carta",
  heldOpen: "Abrir no WhatsApp",
  heldSent: "Já enviei",
  failedTitle: "Cartas que não chegaram",
  failedLead: "Estas cartas não saíram e ninguém mais tenta enviá-las. Tente de novo, ou avise você mesmo a pessoa e marque aqui.",
  failedNone: "Todas as cartas saíram.",
  failedRefused: "O e-mail da pessoa não existe ou não recebe cartas.",
  failedNoAddress: "A pessoa não tem um e-mail confirmado.",
  failedUnanswered: "O servidor de e-mail não a recebeu durante vários dias.",
  failedSince: "Escrita em {date}",
  failedRetry: "Enviar de novo",
  failedTold: "Já avisei de outra maneira",
  failedGiveUp: "Deixar assim",
  failedGiveUpText: "Ela sai desta lista e ninguém avisará a pessoa. Não dá para desfazer.",
  failedGiveUpYes: "Sim, deixar assim",
  failedOvertaken: "Alguém já cuidou dessa carta. Não fizemos nada: as que faltam estão abaixo.",
  waitingCount: "{title}: {count}",
} as const satisfies Translation<typeof es>;
