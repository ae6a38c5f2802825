// JSON schemas for editors, made from the very checks that load the files, so that the two can never disagree.
import { profileJsonSchema, shiftCalendarSchema } from '@nakamawashi/machine-model';
import { z } from 'zod';
import { aggregatorConfigShape } from '../../cloud-aggregator/src/config.ts';
import { kpiSetSchema } from '../../cloud-aggregator/src/exports/kpi/kpiSet.ts';
import { edgeConfigShape } from '../../edge-agent/src/configSchema.ts';
import { protocols } from '../../edge-agent/src/drivers/index.ts';
import { simulationFileSchema } from '../../packages/simulators/src/simulationFile.ts';

/** Text of each schema by the name of its file in config/schemas. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const addresses = Object.values(protocols).flatMap(({ address }) => (address === null ? [] : [address]));
  const schemas: Readonly<Record<string, object>> = {
    profile: profileJsonSchema(z.union(addresses)),
    'edge-agent': z.toJSONSchema(edgeConfigShape, { io: 'input' }),
    'cloud-aggregator': z.toJSONSchema(aggregatorConfigShape, { io: 'input' }),
    calendar: z.toJSONSchema(shiftCalendarSchema, { io: 'input' }),
    kpi: z.toJSONSchema(kpiSetSchema, { io: 'input' }),
    simulation: z.toJSONSchema(simulationFileSchema, { io: 'input' }),
  };
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
}
