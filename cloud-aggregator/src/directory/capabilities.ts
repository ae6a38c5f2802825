// What a workshop and its machines can do, as an office writes it down (domain 5.2, 5.3, R25).
// What is not written down is not known: it is asked for, and never taken for a no.
import { bilingual, identifier } from '@nakamawashi/runtime';
import { z } from 'zod';
import { foreignProfileSchema } from '../foreign/foreignProfile.ts';
import { sharing } from './sharing.ts';

/** How strong a workshop is at a process: 主力, できる, 手配可 (arranges it outside). */
const strengths = ['core', 'can', 'arranges'] as const;

const code = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'a process code such as TURN or MILL-5 is needed');

/** A process with its strength; a code alone is written for one that is core. */
const processSchema = z.union(
  [
    code.transform((each) => ({ code: each, strength: 'core' as const })),
    z.strictObject({ code, strength: z.enum(strengths).default('core') }),
  ],
  'a process code such as TURN or MILL-5 is needed, and core, can or arranges for its strength',
);

/** One searchable property: a number in the unit of its name, a text, a yes or no, or a list. */
const attribute = z.union(
  [z.number(), z.string().min(1), z.boolean(), z.array(z.string().min(1)).min(1)],
  'a number, a text, true, false or a list of texts is needed',
);
/** The checks for the name of a property. */
export const attributeName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'the name of a property is needed, such as maxDiameterMm');
/** Properties by name, such as `maxDiameterMm`, `bestToleranceMm`, `materials`. */
export const attributesSchema = z.record(attributeName, attribute);

/** A machine as the office wrote it down. */
export const machineSchema = z.strictObject({
  id: identifier,
  name: bilingual,
  class: bilingual.nullable().default(null),
  /** The main process first. */
  processes: z.array(processSchema).default([]),
  attributes: attributesSchema.default({}),
  sharing: sharing.prefault({}),
  /** How its states are read where the workshop's edge node is not ours; its hours are then counted in the cloud. */
  sparkplug: foreignProfileSchema.optional(),
});
export type DirectoryMachine = z.infer<typeof machineSchema>;

/** The codes alone, the main process first. */
export function processCodes(machine: DirectoryMachine | undefined): readonly string[] {
  return (machine?.processes ?? []).map((each) => each.code);
}
