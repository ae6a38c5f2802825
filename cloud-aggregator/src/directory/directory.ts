// The members' directory: one YAML file per workshop, one per calendar. Every fault of every file is named at once,
// each with its file; a workshop that points to a calendar that does not exist is a fault, not a closed workshop.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MachineId, ShiftCalendar } from '@nakamawashi/machine-model';
import { shiftCalendarSchema } from '@nakamawashi/machine-model';
import {
  type Bilingual,
  bilingual,
  ConfigError,
  type Fault,
  identifier,
  loadConfig,
} from '@nakamawashi/runtime';
import { z } from 'zod';

/** A machine as the office wrote it down. */
export interface DirectoryMachine {
  readonly id: string;
  readonly name: Bilingual;
  readonly class: Bilingual | null;
  /** Process codes of domain 5.2, the main one first. */
  readonly processes: readonly string[];
}

/** A member's site: one Sparkplug edge node. */
export interface Workshop {
  readonly id: string;
  readonly name: Bilingual;
  readonly calendar: string;
  readonly machines: readonly DirectoryMachine[];
}

export interface Directory {
  readonly timeZone: string;
  readonly workshops: ReadonlyMap<string, Workshop>;
  readonly calendars: ReadonlyMap<string, ShiftCalendar>;
}

const processCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'a process code such as TURN or MILL-5 is needed');

const workshopSchema: z.ZodType<Workshop> = z.strictObject({
  id: identifier,
  name: bilingual,
  calendar: z.string().min(1, 'the name of a calendar is needed'),
  machines: z
    .array(
      z.strictObject({
        id: identifier,
        name: bilingual,
        class: bilingual.nullable().default(null),
        processes: z.array(processCode).default([]),
      }),
    )
    .superRefine((machines, context) => {
      for (const [index, { id }] of machines.entries()) {
        if (machines.findIndex((each) => each.id === id) === index) continue;
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: 'another machine has this id already',
        });
      }
    }),
});

/** Reads both folders. Throws one ConfigError with every fault; the paths of its faults begin with the file's name. */
export function loadDirectory(workshopFolder: string, calendarFolder: string, timeZone: string): Directory {
  const faults: Fault[] = [];
  const calendars = readFolder(calendarFolder, shiftCalendarSchema, faults);
  const calendarNames = new Set(yamlFiles(calendarFolder, []).map((file) => basename(file, '.yaml')));
  const workshops = readFolder(workshopFolder, workshopSchema, faults);
  for (const [name, { id, calendar }] of workshops) {
    const place = `${name}.yaml`;
    if (id !== name) {
      faults.push({
        path: `${place}: id`,
        line: null,
        found: `"${id}"`,
        expected: `the file's own name, ${name}`,
      });
    }
    if (!calendarNames.has(calendar)) {
      const known = [...calendarNames].sort().join(', ') || 'none is there';
      const expected = `one of the calendars (${known})`;
      faults.push({ path: `${place}: calendar`, line: null, found: `"${calendar}"`, expected });
    }
  }
  if (faults.length > 0) throw new ConfigError(workshopFolder, faults);
  return { timeZone, workshops, calendars };
}

/** The ids of all machines in the directory, as the cloud names them. */
export function machinesOf(directory: Directory): readonly MachineId[] {
  return [...directory.workshops.values()].flatMap(({ id, machines }) =>
    machines.map((machine) => `${id}/${machine.id}`),
  );
}

/** What the directory knows of a machine; either may be missing for a machine that nobody wrote down. */
export function lookUp(
  { workshops }: Directory,
  machine: MachineId,
): { readonly workshop: Workshop | undefined; readonly machine: DirectoryMachine | undefined } {
  const [workshopId = '', machineId = ''] = machine.split('/');
  const workshop = workshops.get(workshopId);
  return { workshop, machine: workshop?.machines.find(({ id }) => id === machineId) };
}

/** The calendar of a machine's workshop, or undefined for a workshop that is not in the directory. */
export function calendarOf(directory: Directory, machine: MachineId): ShiftCalendar | undefined {
  const { workshop } = lookUp(directory, machine);
  return workshop === undefined ? undefined : directory.calendars.get(workshop.calendar);
}

/** A short text that differs when the machine's plan may differ: tallies are computed again when it does. */
export function planBasis(directory: Directory, machine: MachineId): string {
  const calendar = calendarOf(directory, machine);
  return `${directory.timeZone} ${calendar === undefined ? 'none' : fingerprint(calendar)}`;
}

const fingerprints = new WeakMap<ShiftCalendar, string>();

function fingerprint(calendar: ShiftCalendar): string {
  const known = fingerprints.get(calendar);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(JSON.stringify(calendar)).digest('base64url');
  fingerprints.set(calendar, made);
  return made;
}

function readFolder<T>(folder: string, schema: z.ZodType<T>, faults: Fault[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const file of yamlFiles(folder, faults)) {
    try {
      found.set(basename(file, '.yaml'), loadConfig(file, schema));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(
        ...error.faults.map((fault) => ({ ...fault, path: `${basename(file)}: ${fault.path || '(file)'}` })),
      );
    }
  }
  return found;
}

function yamlFiles(folder: string, faults: Fault[]): readonly string[] {
  try {
    const names = readdirSync(folder).sort();
    for (const name of names.filter((each) => each.endsWith('.yml'))) {
      faults.push({
        path: name,
        line: null,
        found: 'a name that ends in .yml',
        expected: 'rename it to .yaml',
      });
    }
    return names.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name));
  } catch (error) {
    const expected = error instanceof Error ? error.message : String(error);
    faults.push({ path: folder, line: null, found: 'no readable folder', expected });
    return [];
  }
}
