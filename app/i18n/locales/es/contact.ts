export default {
  // Box beside a solution
  boxWrite: "Escribir un mensaje",
  boxWhatsapp: "Conversar por WhatsApp",
  boxHint: "Su mensaje llega a quien ofrece la solución. No hace falta tener cuenta.",
  boxFirms: { one: "{count} negocio le ha escrito desde aquí.", many: "{count} de negocios le han escrito desde aquí.", other: "{count} negocios le han escrito desde aquí." },
  boxAnswers: {
    one: "Suele responder en {count} día, según anota su dueño.",
    many: "Suele responder en {count} de días, según anota su dueño.",
    other: "Suele responder en {count} días, según anota su dueño.",
  },
  boxReport: "¿No responde o le pidió dinero? Avísenos",

  // The form
  title: "Escribir sobre esta solución",
  about: "Su mensaje es sobre «{title}».",
  shared:
    "Al enviarlo, quien ofrece la solución verá su nombre, su negocio, su mensaje y dónde responderle. Nadie más lo verá, ni se publica. Nosotros lo guardamos para poder ayudarle si algo sale mal.",
  name: "Su nombre",
  businessType: "Su tipo de negocio",
  chooseBusiness: "Elija uno",
  place: "Dónde está su negocio",
  placeHint: "Por ejemplo: Santiago, República Dominicana",
  message: "Su mensaje",
  messageHint: "Cuente qué problema quiere resolver. No escriba claves ni números de cuenta.",
  replyKind: "Cómo prefiere que le respondan",
  reply_email: "Por correo electrónico",
  reply_whatsapp: "Por WhatsApp",
  replyAddress: "Su correo o su número de WhatsApp",
  replyAddressHint: "El número, con el código del país: +1 809 555 0100",
  consent: "Acepto que mis datos y mi mensaje se compartan con quien ofrece esta solución.",
  send: "Enviar el mensaje",
  backToSolution: "Volver a la solución",
  sentTitle: "Su mensaje está en camino",
  sentText: "Lo recibe quien ofrece la solución, y le responderá donde usted indicó. Si pasa una semana sin respuesta, avísenos.",
  neverPay: "Preguntar es gratis. Si alguien le pide dinero por adelantado o una clave, no lo dé y avísenos.",
  tooManyTitle: "Ya se enviaron muchos mensajes",
  tooManyText: "Por hoy no podemos recibir más desde aquí. Lo que escribió sigue abajo: cópielo y vuelva a intentarlo más tarde.",

  // Faults
  fault_required: "{field}: falta responder.",
  "fault_too-short": "{field}: escriba un poco más.",
  "fault_too-long": "{field}: es demasiado largo; acórtelo.",
  fault_unreadable: "{field}: trae signos que no podemos leer; escríbalo de nuevo.",
  "fault_not-an-email": "{field}: ese correo no parece completo.",
  "fault_not-a-number": "{field}: escriba el número con el código del país, como +1 809 555 0100.",
  "fault_not-agreed": "Para enviarlo hace falta que acepte compartir sus datos.",

  // WhatsApp
  whatsappTitle: "Conversar por WhatsApp",
  whatsappText:
    "Al tocar el botón se abre WhatsApp con un mensaje empezado. Quien ofrece la solución verá su número y su nombre de WhatsApp. Contamos cuántas veces se abre, no quién.",
  whatsappOpen: "Abrir WhatsApp",
  whatsappWords: "Hola. Vi «{title}» en Solucionario y quisiera saber más.",
  whatsappInstead: "Prefiero escribir un mensaje",
  whatsappDemoTitle: "Aquí se abriría WhatsApp",
  whatsappDemoText: "Esta ficha es de demostración y su número no existe, así que no abrimos nada. En una ficha real se abriría la conversación.",

  // Reports
  reportTitle: "Avisar de un problema",
  reportIntro: "Su aviso llega a la institución que aceptó esta solución. Quien la ofrece no sabrá quién avisó.",
  reportKind: "¿Qué pasó?",
  "kind_no-answer": "No responde",
  "kind_asked-money": "Me pidió dinero",
  reportText: "Cuéntenos qué pasó",
  reportTextHint: "Cuándo fue, qué le pidieron o qué le dijeron.",
  reportReplyTo: "Su correo o su número, si quiere que le preguntemos más",
  reportSend: "Enviar el aviso",
  reportedTitle: "Recibimos su aviso",
  reportedText: "La institución lo revisará. Si hay indicios de engaño, la ficha se retira mientras se aclara.",
} as const;
