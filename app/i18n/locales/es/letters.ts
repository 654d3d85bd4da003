export default {
  greeting: "Hola, {name}:",
  greetingUnnamed: "Hola:",
  signature: "{institution}\npor medio de Solucionario, {site}",
  signatureOwn: "Solucionario, {site}",
  trust: "Solucionario nunca pide contraseñas, claves ni depósitos por carta.",
  programmeTeam: "El equipo del programa",

  verifyEmailSubject: "Confirme su correo",
  verifyEmailBody:
    "Para confirmar que este correo es suyo, abra esta página y toque el botón:\n{link}\n\nEl enlace sirve una sola vez, durante {duration}. Si usted no lo pidió, no haga nada.",
  signInLinkSubject: "Su enlace para entrar",
  signInLinkBody:
    "Para entrar, abra esta página y toque el botón:\n{link}\n\nEl enlace sirve una sola vez, durante {duration}. No lo comparta con nadie. Si usted no lo pidió, no haga nada.",
  resetPasswordSubject: "Elija una contraseña nueva",
  resetPasswordBody:
    "Alguien, ojalá usted, pidió cambiar la contraseña de su cuenta. Para elegir una nueva, abra esta página:\n{link}\n\nEl enlace sirve una sola vez, durante {duration}. Si usted no lo pidió, no haga nada: su contraseña sigue igual.",
  invitationSubject: "Una invitación a Solucionario",
  invitationBody:
    "Le invitan a trabajar en Solucionario, el registro de soluciones que ya funcionan en negocios pequeños. Para aceptar, abra esta página:\n{link}\n\nEl enlace sirve una sola vez, durante {duration}. Si no esperaba esta invitación, no haga nada.",
  addressChangedSubject: "Cambió el correo o el número de su cuenta",
  addressChangedBody:
    "El correo o el número de su cuenta cambió. Si fue usted, no tiene que hacer nada.\n\nSi no fue usted, entre aquí enseguida, cambie su contraseña y cierre las demás sesiones:\n{link}",
  passwordChangedSubject: "Cambió la contraseña de su cuenta",
  passwordChangedBody: "La contraseña de su cuenta cambió. Si fue usted, no tiene que hacer nada.\n\nSi no fue usted, pida enseguida una contraseña nueva aquí:\n{link}",

  onBehalfSubject: "Su solución «{title}» ya está postulada",
  onBehalfBody:
    "{author}, de {institution}, postuló en su nombre la solución «{title}», como usted lo acordó. Su número es {reference}.\n\nPara verla, corregirla y recibir las respuestas, tómela como suya aquí:\n{link}\n\nEl enlace sirve durante {duration}. Si usted no estuvo de acuerdo, tómela y retírela ahí mismo, o dígaselo a {institution}.",
  receivedSubject: "Recibimos «{title}» ({reference})",
  receivedBody:
    "Recibimos su solución «{title}». Su número es {reference}.\n\nLe responderemos a más tardar el {date}. Si no llegáramos a tiempo, se lo diremos antes de esa fecha.\n\nAquí puede ver en qué va:\n{link}",
  changesRequestedSubject: "Falta algo en «{title}» ({reference})",
  changesRequestedBody:
    "Leímos «{title}» y para seguir necesitamos que complete algo:\n\n{notes}\n\nRespóndanos a más tardar el {date}, en esta página:\n{link}\n\nMientras tanto el plazo de nuestra respuesta se detiene.",
  changesReminderSubject: "Esperamos su respuesta sobre «{title}» ({reference})",
  changesReminderBody:
    "Hace unos días le pedimos completar algo en «{title}» y todavía no tenemos su respuesta.\n\nPuede responder hasta el {date}, en esta página:\n{link}\n\nDespués de esa fecha la postulación se cierra.",
  dateMovedSubject: "Nuestra respuesta sobre «{title}» tardará más ({reference})",
  dateMovedBody:
    "Le prometimos una respuesta sobre «{title}» para el {before}. No llegaremos a tiempo, y lo sentimos.\n\nLa nueva fecha es el {date}. Usted no tiene que hacer nada.\n\nAquí puede ver en qué va:\n{link}",
  expiredSubject: "Se cerró «{title}» por falta de respuesta ({reference})",
  expiredBody:
    "Le pedimos completar algo en «{title}» y pasaron 30 días sin respuesta, así que la postulación se cerró. Lo que usted escribió sigue guardado.\n\nSi la edición sigue abierta, puede retomarla aquí:\n{link}",
  withdrawnSubject: "«{title}» fue retirada ({reference})",
  withdrawnBody: "La postulación «{title}» ({reference}) fue retirada por quien la envió. No hay que hacer nada más.\n\nQueda guardada aquí:\n{link}",

  unclaimedSubject: {
    one: "Una postulación espera que alguien la tome",
    other: "{count} postulaciones esperan que alguien las tome",
    many: "{count} postulaciones esperan que alguien las tome",
  },
  unclaimedBody: {
    one: "Hay {count} postulación que nadie ha tomado todavía: «{title}» ({reference}). Está en manos de: {institution}.\n\nHable con la institución o pásela a otra:\n{link}",
    other:
      "Hay {count} postulaciones que nadie ha tomado todavía. La que más espera es «{title}» ({reference}). Está en manos de: {institution}.\n\nHable con las instituciones o páselas a otras:\n{link}",
    many: "Hay {count} postulaciones que nadie ha tomado todavía. La que más espera es «{title}» ({reference}). Está en manos de: {institution}.\n\nHable con las instituciones o páselas a otras:\n{link}",
  },
  dueSoonSubject: "El {date} vence la respuesta sobre «{title}» ({reference})",
  dueSoonBody:
    "Prometimos responder a quien envió «{title}» a más tardar el {date}.\n\nDecida y comunique la respuesta, o mueva la fecha con un motivo:\n{link}\n\nSi nadie lo hace, un día antes la fecha se mueve una semana y se le avisa a quien la envió.",
  nobodyLeftSubject: "Nadie puede atender la postulación {reference}",
  nobodyLeftBody:
    "Todas las personas que podrían atender la postulación {reference} tienen un conflicto de interés con ella, así que quedó sin nadie.\n\nPara que siga su camino, invite a otra persona a gestionar el programa:\n{link}",
  reviewerLeftSubject: "Falta quien evalúe «{title}» ({reference})",
  reviewerLeftBody:
    "La última persona asignada para evaluar «{title}» ya no lo hará.\n\nAsigne a otra, o pase la postulación a otra institución:\n{link}\n\nLa respuesta está prometida para el {date}.",
  reviewInvitedSubject: "Le pedimos evaluar «{title}»",
  reviewInvitedBody:
    "Le pedimos que evalúe la solución «{title}». Antes de leerla, la página le pregunta si tiene algún conflicto de interés.\n\nAcepte o diga que no puede, aquí:\n{link}\n\nLa respuesta está prometida para el {date}.",
  reviewReminderSubject: "Su evaluación de «{title}» está pendiente",
  reviewReminderBody: "Todavía esperamos su evaluación de «{title}». La respuesta está prometida para el {date}.\n\nSiga donde la dejó, o diga que no puede:\n{link}",
  reviewStaleSubject: "«{title}» cambió después de su evaluación",
  reviewStaleBody:
    "Quien envió «{title}» respondió a lo que se le pidió, y el texto cambió. Su evaluación es de la versión anterior y ya no cuenta.\n\nSus respuestas siguen ahí: léalo otra vez, corrija lo que haga falta y entréguela de nuevo:\n{link}\n\nLa respuesta está prometida para el {date}.",
  decisionAnnouncedSubject: "La respuesta sobre «{title}» ({reference})",
  decisionAnnouncedBody: "{letter}\n\nTodo lo demás está en esta página:\n{link}",
  confirmTextSubject: "Lea y confirme la ficha de «{title}»",
  confirmTextBody: "La ficha pública de «{title}» está lista. Lea el texto y confirme que dice lo que debe decir:\n{link}\n\nHasta que usted lo confirme, nadie más la ve.",
  needsConfirmationSubject: "¿Sigue vigente la ficha de «{title}»?",
  needsConfirmationBody:
    "Hace tiempo que nadie confirma la ficha pública de «{title}». Léala, sobre todo el precio y el contacto. Si todo sigue igual, toque «{button}»:\n{link}\n\nSi nadie la confirma antes del {date}, dejará de aparecer al buscar. Podrá publicarla otra vez cuando quiera.",
  contactRequestSubject: "Alguien quiere hablar con usted sobre «{title}»",
  contactRequestBody:
    "Una persona encontró «{title}» y le escribió. Su mensaje y la manera de responderle están aquí:\n{link}\n\nQuien busca una solución suele decidir en pocos días: conviene responder pronto.",
  reportFiledSubject: "Hay un aviso sobre «{title}»",
  reportFiledBody: "Alguien avisó de un problema con la ficha «{title}». Lea el aviso y decida si hay que suspenderla:\n{link}",
  reportNobodyLeftSubject: "Un aviso sobre «{title}» no tiene quien lo atienda",
  reportNobodyLeftBody:
    "Alguien avisó de un problema con la ficha «{title}». Todas las personas que podrían revisarlo tienen un conflicto de interés con ella.\n\nPara que alguien lo atienda, invite a otra persona a gestionar el programa:\n{link}",

  heldTitle: "Cartas por WhatsApp",
  heldLead: "Estas personas no tienen correo. Ábrales su carta en WhatsApp, envíela, y márquela aquí como enviada.",
  heldNone: "No hay cartas por enviar.",
  heldSince: "Espera desde el {date}",
  heldText: "Leer la carta",
  heldOpen: "Abrir en WhatsApp",
  heldSent: "Ya la envié",
  failedTitle: "Cartas que no llegaron",
  failedLead: "Estas cartas no salieron y ya nadie las intenta enviar. Pruebe otra vez, o avise usted a la persona y márquela aquí.",
  failedNone: "Todas las cartas salieron.",
  failedRefused: "El correo de la persona no existe o no recibe cartas.",
  failedNoAddress: "La persona no tiene un correo confirmado.",
  failedUnanswered: "El servidor de correo no la recibió en varios días.",
  failedSince: "Escrita el {date}",
  failedRetry: "Enviarla otra vez",
  failedTold: "Ya le avisé de otra manera",
  failedGiveUp: "Dejarla así",
  failedGiveUpText: "Saldrá de esta lista y nadie avisará a la persona. No se puede deshacer.",
  failedGiveUpYes: "Sí, dejarla así",
  failedOvertaken: "Alguien ya atendió esa carta. No hicimos nada: abajo están las que faltan.",
  waitingCount: "{title}: {count}",
} as const;
