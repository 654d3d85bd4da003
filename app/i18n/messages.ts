/** A text with {placeholders}, or one for each plural category of the language (`other` always there). */
export type Message = string | PluralMessage;
export type PluralMessage = { readonly zero?: string; readonly one?: string; readonly many?: string; readonly other: string };

export type MessageFile = Readonly<Record<string, Message>>;

/** What en and pt must have to be a translation of the Spanish file: the same keys, plural where it is plural. */
export type Translation<Source extends MessageFile> = { readonly [Key in keyof Source]: Source[Key] extends string ? string : PluralMessage };
