// Pure: the checks for a simulation file: which servers stand on which ports, which machines they show, and what each
// machine does. Every fault is found at once (architecture 8); recordings are read by `startSimulation`.
import { machineStates } from '@nakamawashi/machine-model';
import { z } from 'zod';
import { workKinds } from './workHabits.ts';

const machineName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and single hyphens is needed');
const instant = z.union(
  [z.int(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))],
  'a time such as "2026-11-21T08:00:00+09:00", or milliseconds since the epoch, is needed',
);
const milliseconds = z.int().min(1, 'at least one millisecond is needed');

const dayScript = z.strictObject({
  kind: z.literal('day'),
  seed: z.int(),
  work: z.enum(workKinds),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as "Asia/Tokyo" is needed')
    .default('Asia/Tokyo'),
  /** How far the machine lives ahead of the clock; by default not at all. */
  aheadMs: z.int().optional(),
});
const patternScript = z.strictObject({
  kind: z.literal('pattern'),
  /** When the first step begins; by default when the simulation starts. */
  epoch: instant.optional(),
  steps: z.array(z.tuple([z.enum(machineStates), milliseconds])).min(1),
});
const recordingScript = z.strictObject({
  kind: z.literal('recording'),
  /** SHDR, relative to the simulation file. */
  file: z.string().min(1),
  /** The recorded instant to begin with; by default the first. */
  playsFrom: instant.optional(),
  /** When it begins; by default when the simulation starts. */
  startsAt: instant.optional(),
  speed: z.number().positive().default(1),
});
const script = z.discriminatedUnion('kind', [dayScript, patternScript, recordingScript]);

const opcuaMachine = z.strictObject({
  kind: z.enum(['opcua-machine-tool', 'opcua-plain-cnc']),
  name: machineName,
  script,
});
const modbusMachine = z.strictObject({
  kind: z.enum(['modbus-stack-light', 'modbus-current-sensor', 'modbus-press-stroke']),
  name: machineName,
  unit: z.int().min(1).max(247),
  script,
  /** Seed of a transducer's noise; by default the unit id. */
  seed: z.int().optional(),
  /** A press's counter. */
  strokes: z
    .strictObject({
      cycleMs: milliseconds.optional(),
      startCount: z.int().min(0).max(0xffff_ffff).optional(),
      countsFrom: instant.optional(),
      resetsAtPowerUp: z.boolean().optional(),
    })
    .optional(),
});

const address = { host: z.string().min(1).default('127.0.0.1'), port: z.int().min(0).max(65_535) };
const server = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('opcua'),
    ...address,
    machines: z.array(opcuaMachine).min(1).superRefine(differIn('name')),
  }),
  z.strictObject({
    protocol: z.literal('modbus'),
    ...address,
    machines: z.array(modbusMachine).min(1).superRefine(differIn('name')).superRefine(differIn('unit')),
  }),
]);

/** The checks for a whole simulation file. */
export const simulationFileSchema = z.strictObject({
  /** Folder of the OPC UA servers' keys, relative to the file; made when it is missing. */
  pkiDir: z.string().min(1).default('./data/pki'),
  servers: z.array(server).min(1),
});

export type SimulationFile = z.infer<typeof simulationFileSchema>;
/** A simulation file as it is written, before defaults are filled in. */
export type SimulationInput = z.input<typeof simulationFileSchema>;
export type ServerEntry = SimulationFile['servers'][number];
export type ScriptEntry = z.infer<typeof script>;

function differIn(key: 'name' | 'unit') {
  return (machines: readonly { name: string; unit?: number }[], context: z.RefinementCtx): void => {
    for (const [index, machine] of machines.entries()) {
      const first = machines.findIndex((other) => other[key] === machine[key]);
      if (first < index) {
        context.addIssue({
          code: 'custom',
          path: [index, key],
          message: `a ${key} of its own is needed; machine ${first + 1} of this server has the same`,
        });
      }
    }
  };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
