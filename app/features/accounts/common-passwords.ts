/**
 * What people who guess try first and that is long enough for us: the words and runs of which nearly all common long
 * passwords are made. A password that is nothing but these, with digits and signs between, is common. Keyboards of
 * Spanish, English and Portuguese.
 */
const WORDS =
  "password passwort passw0rd p4ssw0rd contrasena contrasenia contraseña clave claves senha secreto secreta secret segredo acceso access acesso entrar login usuario user admin administrador administrator root sistema system cambiar cambiame changeme change default temporal temporario welcome bienvenido bienvenida bemvindo prueba test testing teste qwerty qwertyuiop asdfghjkl asdf zxcvbnm qazwsx qazwsxedc wsxedc edcrfv qwe asd zxc iloveyou teamo tequiero teamomucho teextrano amor amorcito miamor meuamor love letmein trustno one monkey dragon princess princesa princesita sunshine football futbol futebol baseball superman batman spiderman pokemon naruto starwars michael jordan jesus jesucristo dios deus diosesamor diosesfiel diosmio cristo maria jose mexico colombia argentina guatemala bolivia nicaragua belize belice costarica puravida republica dominicana santodomingo brasil espana america barcelona realmadrid corinthians flamengo boca river abc abcd abcde abcdef abcdefg abcdefgh computer computadora internet google facebook instagram whatsapp samsung iphone hello hola mundo world family familia hijos mama papa mami papi abuela abuelita hermosa hermoso bonita estrella estrellita mariposa angel angelito corazon bebe nena gatito perrito chocolate master killer shadow freedom whatever nothing forever siempre juntos felicidad feliz alegria vida mivida tuyyo yo tu soy el la los las de del mi my is the and y e o me te mucho".split(
    " ",
  );
/** Words that belong to this place. */
const CONTEXT = "solucionario solution solucion soluciones solutions aceleracion pnud undp registro negocio colmado".split(" ");
const RUNS = [
  "12345678901234567890",
  "09876543210987654321",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qazwsxedcrfvtgbyhnujmikolp",
];
const SHORTEST_RUN = 3;
const LETTERS = new Set([...WORDS, ...CONTEXT].map(plain).filter((word) => word !== ""));

/** The sentences that our own pages show as examples. */
const EXAMPLES = new Set(["tresgallinasenelcolmado", "threehensatthecornershop", "tresgalinhasnamercearia"]);

/** Whether a password is made of nothing but what everybody uses. */
export function isCommon(password: string, about: readonly string[] = []): boolean {
  if (EXAMPLES.has(plain(password).replace(/[^a-z]/g, ""))) return true;
  const own = about.flatMap((text) => plain(text).split(/[^a-z0-9]+/)).filter((word) => word.length >= 3);
  return isMadeOf(plain(password).replace(/[^a-z0-9]/g, ""), new Set([...LETTERS, ...own]));
}

function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

/** Longer chains of words are the sentences that we ask people for. */
const MOST_PIECES = 4;

/** Counts, for each place in the text, the fewest known pieces that lead there; digits are pieces too. */
function isMadeOf(text: string, words: ReadonlySet<string>): boolean {
  const longest = Math.max(...[...words].map((word) => word.length));
  const pieces = new Map<number, number>([[0, 0]]);
  for (let start = 0; start < text.length; start += 1) {
    const count = pieces.get(start);
    if (count === undefined) continue;
    for (let end = start + 1; end <= text.length; end += 1) {
      const piece = text.slice(start, end);
      const known = (end - start <= longest && words.has(piece)) || /^\d+$/.test(piece) || isRun(piece);
      if (!known) continue;
      pieces.set(end, Math.min(count + 1, pieces.get(end) ?? Number.POSITIVE_INFINITY));
    }
  }
  const needed = pieces.get(text.length);
  return needed !== undefined && needed <= MOST_PIECES;
}

function isRun(piece: string): boolean {
  return piece.length >= SHORTEST_RUN && RUNS.some((run) => run.includes(piece));
}
