/**
 * Words that say nothing about what is looked for. A query drops them as long as another word is left; documents
 * keep them, so that "tienda de barrio" stays a phrase. Folded, for the three languages together, because people mix them.
 */
const WORDS = `
a al algo algun alguna algunas alguno algunos ante antes aquel aquella asi aun aunque cada como con cual cuales cuando cuanto cuantos de del desde donde
durante e el ella ellas ellos en entre era es esa esas ese eso esos esta estan estar estas este esto estos estoy fue ha han hasta hay he la las le les lo los mas me mi mis
mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro nuestros o os otra otro para pero poco por porque pues que quien quienes se sea ser si sin sobre
son soy su sus tan tanto te tener tengo tenemos tiene tienen todo todos tu tus un una unas uno unos usted ustedes y ya yo
quiero queremos quisiera necesito necesitamos necesita busco buscar buscamos puedo podemos puede hacer hago hace
the an and are as at be been but by can could do does don for from had has have how i if in into is it its my not of on or our so that their them there these they this those
to too us was we were what when where which while who why will with without would you your want need looking find
ao aos as ate com da das dele dela do dos em essa esse eu foi isso ela ele estou isto ja mais mas me mesmo meu meus minha minhas muito na nao nas nem no nos nossa nosso
num numa o os ou para pela pelas pelo pelos por quando que quem se sem ser seu seus sua suas tambem tem tenho um uma umas uns voce voces quero preciso precisamos procuro fazer posso
`;

const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter(Boolean));

/** They are not looked for by themselves, but they turn an idea around: "sin efectivo" is not "efectivo". */
export const NEGATIONS = { es: ["sin", "no"], pt: ["sem", "nao"], en: ["without", "no", "not"] } as const;
const ALL_NEGATIONS: ReadonlySet<string> = new Set(Object.values(NEGATIONS).flat());

export function isNegation(word: string): boolean {
  return ALL_NEGATIONS.has(word);
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word) || /^[a-z]$/.test(word);
}
