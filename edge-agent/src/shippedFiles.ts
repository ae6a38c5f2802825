// Where the files lie that come with the agent: beside it when it is packed, in the source tree otherwise.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const packed = resolve(import.meta.dirname, '../profiles');

/** The folder of the profiles that are found by name. */
export const profilesFolder = existsSync(packed)
  ? packed
  : resolve(import.meta.dirname, '../../config/profiles');
