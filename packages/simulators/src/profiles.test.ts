// The shipped profiles understand the simulated machines: a model fed with a machine's signals, by sampling or by
// change as its driver does, comes to the account that the script is known to have.
import { join } from 'node:path';
import {
  accountInterval,
  advance,
  type MachineModel,
  type ModelStep,
  observe,
  openSlotAt,
  type Profile,
  profileSchema,
  type Reading,
  type Slot,
  startModel,
  type TimestampMs,
  type Value,
} from '@nakamawashi/machine-model';
import { loadConfig } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { machineToolSignals, plainSignals } from './controlSignals.ts';
import type { MachineKind } from './machineKinds.ts';
import { playScript } from './playScript.ts';
import type { Script } from './script.ts';
import { scriptSlots } from './scriptSlots.ts';
import type { Segment } from './segment.ts';
import {
  countStrokes,
  hasPower,
  lampContacts,
  startStrokes,
  transducerMicroamperes,
} from './wiredSignals.ts';

const lengthMs = 300_000;
const from = Date.parse('2026-11-16T07:35:00+09:00');
const until = from + 3 * 3_600_000;
const day: Script = { kind: 'day', seed: 11, work: 'lathe', timeZone: 'Asia/Tokyo' };
const strokes: Script = {
  kind: 'pattern',
  epoch: from,
  steps: [
    ['off', 600_000],
    ['setup', 1_200_000],
    ['production', 2_400_000],
    ['fault', 300_000],
    ['production', 80_000],
  ],
};

type Values = Readonly<Record<string, Value>>;
const nodeId = (namespace: string, id: number): string =>
  `nsu=http://opcfoundation.org/UA/${namespace}/;i=${id}`;
const itemStateIds = { NotAvailable: 5005, OutOfService: 5004, NotExecuting: 5007, Executing: 5006 };
const modeIds = { None: 5059, Maintenance: 5058, Setup: 5061, Processing: 5060 };

function machineTool(segment: Segment): Values {
  const shown = machineToolSignals(segment);
  if (shown === null) return {};
  return {
    itemState: nodeId('Machinery', itemStateIds[shown.itemState]),
    machineMode: nodeId('MachineTool', modeIds[shown.operationMode]),
    operationMode: shown.toolMode,
    warmUp: shown.warmingUp,
  };
}

function press(): (segment: Segment, at: TimestampMs) => Values {
  const options = { cycleMs: 2000, countsFrom: from, startCount: 4_294_967_000, resetsAtPowerUp: true };
  const segmentOf = playScript(strokes);
  let counter = startStrokes(options);
  return (segment, at) => {
    const passed = [segmentOf(counter.through), ...(segmentOf(counter.through) === segment ? [] : [segment])];
    counter = countStrokes(counter, options, passed, at);
    return { strokes: counter.count, power: hasPower(segment) };
  };
}

/** Plays a machine into its profile every 200 ms; values of controls come only when they change. */
function account(
  kind: MachineKind,
  script: Script,
  show: (segment: Segment, at: TimestampMs) => Values,
): readonly Slot[] {
  const file = join(import.meta.dirname, '../../../config/profiles', `${kind}.yaml`);
  const profile: Profile = loadConfig(file, profileSchema(z.unknown()));
  const segmentOf = playScript(script);
  const slots: Slot[] = [];
  let model: MachineModel = startModel(profile, from);
  let open = openSlotAt('m', from, lengthMs);
  let shown: Segment | null = null;
  const take = (step: ModelStep): void => {
    model = step.model;
    for (const interval of step.settled) {
      const accounted = accountInterval(open, interval);
      open = accounted.open;
      slots.push(...accounted.closed);
    }
  };
  for (let at = from; at < until + 60_000; at += 200) {
    const segment = segmentOf(at);
    const pushed = kind.startsWith('opcua-');
    const since = pushed ? Math.max(segment.from, from) : at;
    const readings: Reading[] =
      pushed && shown?.from === segment.from
        ? []
        : Object.entries(show(segment, at)).map(([item, value]) => ({
            item,
            value,
            quality: 'good',
            at: since,
          }));
    shown = segment;
    take(observe(model, readings, at));
    if (at % 1000 === 0) take(advance(model, at));
  }
  return slots.filter(({ start }) => start < until);
}

/** The greatest difference between two accounts of the same slots, in any state, in milliseconds. */
function greatestDifference(got: readonly Slot[], wanted: readonly Slot[]): number {
  expect(got.map(({ start }) => start)).toEqual(wanted.map(({ start }) => start));
  const differences = got.flatMap(({ elements }, index) =>
    Object.entries(elements).map(([state, ms]) => {
      const known: Readonly<Record<string, number>> = wanted[index]?.elements ?? {};
      return Math.abs(ms - (known[state] ?? 0));
    }),
  );
  return Math.max(...differences);
}

describe('the shipped profiles', () => {
  it.each([
    ['opcua-machine-tool', day, machineTool, 0],
    ['opcua-plain-cnc', day, (segment: Segment) => ({ ...plainSignals(segment) }), 0],
    ['modbus-stack-light', day, (segment: Segment, at: number) => ({ ...lampContacts(segment, at) }), 2000],
    [
      'modbus-current-sensor',
      day,
      (segment: Segment, at: number) => ({ current: transducerMicroamperes(segment, at, 1) / 1000 }),
      1000,
    ],
    ['modbus-press-stroke', strokes, press(), 1000],
  ] as const)('%s understands its simulated machine', (kind, script, show, toleranceMs) => {
    const wanted = scriptSlots({ id: 'm', kind, script }, { from, until }, lengthMs);
    expect(greatestDifference(account(kind, script, show), wanted)).toBeLessThanOrEqual(toleranceMs);
  });
});
