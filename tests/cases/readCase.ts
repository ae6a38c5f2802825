// Reads a case folder: which profile, what the machine said and when, and which intervals must come of it.
// Formats: docs/profiles.md, "Cases".
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Interval, Profile, Reading, TimestampMs } from '@nakamawashi/machine-model';
import { machineStates, profileSchema } from '@nakamawashi/machine-model';
import { loadConfig } from '@nakamawashi/runtime';
import { z } from 'zod';
import { parseShdr } from '../../packages/simulators/src/shdr.ts';

/** Something that happened to the machine or to the line to it. */
export type Event =
  | { readonly at: TimestampMs; readonly kind: 'read'; readonly readings: readonly Reading[] }
  | { readonly at: TimestampMs; readonly kind: 'lost' | 'silent' };

/** One case; `contactEveryMs` is how often the driver proves contact between events. */
export interface Case {
  readonly profile: Profile;
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly contactEveryMs: number | null;
  readonly events: readonly Event[];
}

const instant = z.iso.datetime({ precision: 3 }).transform((text) => Date.parse(text));
const caseSchema = z.strictObject({
  profile: z.string(),
  readings: z.string().default('./readings.jsonl'),
  from: instant,
  until: instant,
  contactEveryMs: z.int().positive().optional(),
});
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const said = z.union([
  scalar,
  z.strictObject({
    value: scalar.default(null),
    quality: z.enum(['good', 'uncertain', 'bad']).default('good'),
    at: instant.optional(),
  }),
]);
const lineSchema = z.union([
  z.strictObject({ at: instant, read: z.record(z.string(), said) }),
  z.strictObject({ at: instant, lost: z.literal(true) }),
  z.strictObject({ at: instant, silent: z.literal(true) }),
]);
const intervalSchema = z.strictObject({
  from: instant,
  until: instant,
  state: z.enum(machineStates),
  inferred: z.boolean().default(false),
});

const profiles = join(import.meta.dirname, '../../config/profiles');

/** The case in `folder`; throws when it is not readable. */
export function readCase(folder: string): Case {
  const head = loadConfig(join(folder, 'case.yaml'), caseSchema);
  const file = head.profile.startsWith('.')
    ? join(folder, head.profile)
    : join(profiles, `${head.profile}.yaml`);
  const source = join(folder, head.readings);
  const text = readFileSync(source, 'utf8');
  return {
    profile: loadConfig(file, profileSchema(z.unknown())),
    from: head.from,
    until: head.until,
    contactEveryMs: head.contactEveryMs ?? null,
    events: source.endsWith('.shdr') ? recordedEvents(text, head.from) : linesOf(text).map(eventOf),
  };
}

/** The intervals a case must have, or null when nobody has said yet. */
export function readExpected(folder: string): readonly Interval[] | null {
  const file = join(folder, 'expected.jsonl');
  if (!existsSync(file)) return null;
  return linesOf(readFileSync(file, 'utf8')).map((line) => intervalSchema.parse(line));
}

/** Writes the intervals a case has now as those it must have. */
export function writeExpected(folder: string, intervals: readonly Interval[]): void {
  const lines = intervals.map(({ from, until, state, inferred }) => {
    const spoken = { from: new Date(from).toISOString(), until: new Date(until).toISOString(), state };
    return `${JSON.stringify(inferred ? { ...spoken, inferred } : spoken)}\n`;
  });
  writeFileSync(join(folder, 'expected.jsonl'), lines.join(''));
}

function linesOf(text: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}

function eventOf(line: unknown): Event {
  const event = lineSchema.parse(line);
  if ('lost' in event) return { at: event.at, kind: 'lost' };
  if ('silent' in event) return { at: event.at, kind: 'silent' };
  const readings = Object.entries(event.read).map(([item, value]): Reading => {
    if (typeof value !== 'object' || value === null) return { item, value, quality: 'good', at: event.at };
    return { item, value: value.value, quality: value.quality, at: value.at ?? event.at };
  });
  return { at: event.at, kind: 'read', readings };
}

/** A recording's changes, one batch per instant; what it says from before `from` is how the machine was then. */
function recordedEvents(text: string, from: TimestampMs): readonly Event[] {
  const { observations, faults } = parseShdr(text);
  if (faults.length > 0) throw new Error(`line ${faults[0]?.line} of the recording: ${faults[0]?.reason}`);
  const batches = new Map<TimestampMs, Reading[]>();
  for (const observation of observations) {
    const at = Math.max(observation.at, from);
    const value = observation.kind === 'value' ? observation.value : observation.level;
    const quality = value.toUpperCase() === 'UNAVAILABLE' ? 'bad' : 'good';
    batches.set(at, [...(batches.get(at) ?? []), { item: observation.item, value, quality, at }]);
  }
  const sorted = [...batches].sort(([a], [b]) => a - b);
  return sorted.map(([at, readings]) => ({ at, kind: 'read', readings }));
}
