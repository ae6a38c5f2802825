// Pure: what the description of the interface (OpenAPI) tells of one route.
import type { z } from 'zod';

/** What one route is for, and the shape of its answer where it is JSON of one shape. */
export interface Answer {
  readonly summary: string;
  readonly answer?: z.ZodType;
  /** Of an answer that is no JSON. */
  readonly media?: string;
}
