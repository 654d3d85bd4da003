import { z } from "zod";

/** RFC 9457. `title` is a stable key; `field` names the parameter at fault. */
export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional().meta({ description: "A sentence for people, where there is more to say." }),
    field: z.string().optional().meta({ description: "The parameter at fault." }),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof ProblemSchema>;
