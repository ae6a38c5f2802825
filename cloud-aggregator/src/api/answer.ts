// Pure: what the description of the interface (OpenAPI) tells of one route.
import { z } from 'zod';

export const instant = z.int().describe('milliseconds since 1970, UTC');
export const bilingual = z.strictObject({ ja: z.string(), en: z.string() });

/** What one route is for, and the shape of its answer where it is JSON of one shape. */
export interface Answer {
  readonly summary: string;
  readonly answer?: z.ZodType;
  /** Of an answer that is no JSON. */
  readonly media?: string;
}
