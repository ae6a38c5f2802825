// `npm run schemas`: writes the JSON schemas that editors use into config/schemas.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from './schemaFiles.ts';

for (const [name, text] of schemaFiles()) {
  writeFileSync(join(import.meta.dirname, '../../config/schemas', name), text);
}
