// Pure: the checks for names and ids that every configuration file shares, with the words a person can mend them by.
import { z } from 'zod';

/** A text in both languages. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** The check for a text in both languages; neither may be empty. */
export const bilingual: z.ZodType<Bilingual> = z.strictObject({
  ja: z.string({ error: 'the Japanese text is needed' }).min(1, 'the Japanese text is needed'),
  en: z.string({ error: 'the English text is needed' }).min(1, 'the English text is needed'),
});

const rule = 'an id is needed: lower-case letters, digits and hyphens, at most 63 of them';

/** The check for an id that travels in topics (wire.md, "Names"). */
export const identifier = z.string({ error: rule }).regex(/^[a-z0-9][a-z0-9-]{0,62}$/, rule);
