import { z } from "zod";
import { isReadable } from "~/platform/text-field";
import { type Address, addressOf, PersonNameSchema } from "./schema";

export type SignUp = { name: string; address: Address; password: string; country: string; organisation: string | null };

const ORGANISATION = z
  .string()
  .trim()
  .max(120)
  .refine((name) => name === "" || name.length >= 2)
  .refine((name) => isReadable(name) && !/\p{Cc}/u.test(name))
  .transform((name) => (name === "" ? null : name));

/** What a new account needs. The password is judged by `passwordFault`, which names what is wrong with it. */
export const SignUpSchema = z.object({
  name: PersonNameSchema,
  address: z
    .string()
    .max(254)
    .transform((typed, context): Address => {
      const address = addressOf(typed);
      if (address) return address;
      context.addIssue("not-an-address");
      return z.NEVER;
    }),
  password: z.string(),
  country: z.string().regex(/^[A-Z]{2}$/),
  organisation: ORGANISATION,
}) satisfies z.ZodType<SignUp>;
