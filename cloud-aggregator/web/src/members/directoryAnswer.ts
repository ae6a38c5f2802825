// Pure: what `GET /api/directory` says, as far as the office's pages use it.
import type { Circle, Region, Workshop } from '../../../src/directory/entryKinds.ts';

export interface DirectoryAnswer {
  readonly timeZone: string;
  readonly workshops: readonly Workshop[];
  readonly regions: readonly Region[];
  readonly circles: readonly Circle[];
  readonly calendars: readonly { readonly id: string }[];
}
