/** What people write where they have nothing to say, in es, en and pt, folded: without accents, case and marks around it. */
const NOTHING = new Set(
  `na nd sd sn tbd null undefined nil none no nope not ninguno ninguna ningun nenhum nenhuma nada nunca nao sin sem vacio vazio x xx xxx xxxx
  n/a n/d s/n s/d s/i #n/a #n/d no/aplica
  no aplica|no aplicable|nao se aplica|nao aplica|nao aplicavel|not applicable|not available|no disponible|nao disponivel|no data|sin dato|sin datos|sem dados
  no tiene|no tenemos|no tengo|no hay|no existe|no posee|no se|no sabe|no lo se|no cuenta|no se sabe|nao tem|nao tenho|nao temos|nao ha|nao possui|nao existe|nao sei|we have none|do not have|dont have
  sin sitio|sin sitio web|sin web|sin pagina|sin pagina web|sin enlace|sin link|sin url|sin informacion|sem site|sem pagina|sem link|sem url|sem informacao|no web|no website|no site|no link|no url|no page|without website
  no tiene sitio|no tiene web|no tiene pagina|no tiene sitio web|no tiene pagina web|no tenemos pagina|no tenemos sitio|no tenemos web|nao tem site|nao tem pagina|nao temos site|nao possui site
  pendiente|pendente|por definir|a definir|en construccion|em construcao|under construction|proximamente|em breve|coming soon|to be defined|desconocido|desconhecido|unknown`
    .split("\n")
    .flatMap((line) => (line.includes("|") ? line.split("|") : line.trim().split(" ")))
    .map((words) => words.trim()),
);

/** Whether a text says that there is nothing: "N.A.", "no tiene", "-". An empty text does too. */
export function saysNothing(text: string): boolean {
  const folded = text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Cc}]/gu, "")
    .toLowerCase();
  if (!/[\p{L}\p{N}]/u.test(folded)) return true;
  const words = folded
    .replace(/[.'’´`]/g, "")
    .replace(/^[^\p{L}\p{N}#]+|[^\p{L}\p{N}]+$/gu, "")
    .replace(/\s*\/\s*/g, "/")
    .replace(/[\s_-]+/g, " ");
  return NOTHING.has(words);
}
