// A model moved in time in the middle of a story ends with the same account, moved: no time is lost or counted twice.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Interval } from './intervals.ts';
import { joinIntervals } from './intervals.ts';
import { advance, liveState, loseContact, type MachineModel, observe, startModel } from './machineModel.ts';
import { profileSchema } from './profile.ts';
import { shiftModel, shiftSpan } from './shiftModel.ts';

const profile = profileSchema(z.unknown()).parse({
  id: 'test',
  title: { ja: '試験', en: 'Test' },
  protocol: 'none',
  evidence: 'controller',
  staleAfterMs: 6_000,
  lateMs: 1_000,
  items: [
    { id: 'mode', address: null },
    { id: 'lamp', address: null, optional: true, signal: { kind: 'lamp' } },
    {
      id: 'strokes',
      address: null,
      optional: true,
      signal: { kind: 'pulse', cycleMs: 1_000, maxPerMinute: 600 },
    },
  ],
  states: [
    { state: 'off', when: { mode: 'off' } },
    { state: 'setup', when: { mode: 'setup' } },
    { state: 'fault', when: { lamp: 'flashing' } },
    { state: 'production', when: { mode: 'run' } },
    { state: 'production', when: { strokes: 'running' } },
    { state: 'idle', when: { mode: 'wait' } },
  ],
  minimumMs: { idle: 2_000, production: 1_500 },
});

const step = fc.record({
  afterMs: fc.nat(4_000),
  ageMs: fc.nat(2_500),
  kind: fc.constantFrom('read', 'read', 'read', 'advance', 'lose'),
  said: fc.oneof(
    fc.record({ item: fc.constant('mode'), value: fc.constantFrom('off', 'setup', 'run', 'wait', null) }),
    fc.record({ item: fc.constant('lamp'), value: fc.boolean() }),
    fc.record({ item: fc.constant('strokes'), value: fc.nat(30) }),
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(steps: readonly Step[], shiftAt: number, byMs: number): readonly Interval[] {
  const start = 1_000_000;
  let model: MachineModel = startModel(profile, start);
  let at = start;
  let settled: readonly Interval[] = [];
  const take = (next: { readonly model: MachineModel; readonly settled: readonly Interval[] }): void => {
    model = next.model;
    settled = [...settled, ...next.settled];
  };
  for (const [index, { afterMs, ageMs, kind, said }] of steps.entries()) {
    if (index === shiftAt) {
      model = shiftModel(model, byMs);
      settled = settled.map((each) => shiftSpan(each, byMs));
      at += byMs;
    }
    at += afterMs;
    if (kind === 'read') take(observe(model, [{ ...said, quality: 'good', at: at - ageMs }], at));
    else take(kind === 'lose' ? loseContact(model, at) : advance(model, at));
  }
  take(advance(model, at + 60_000));
  settled = [
    ...settled,
    { from: liveState(model).since, until: model.now, state: 'unknown', inferred: false },
  ];
  return joinIntervals(settled);
}

it('goes on as if it had known the right time from the start, wherever it is moved', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.nat(39),
      fc.integer({ min: -900_000, max: 2_000_000_000 }),
      (steps, shiftAt, byMs) => {
        const index = Math.min(shiftAt, steps.length - 1);
        const straight = play(steps, -1, 0).map((each) => shiftSpan(each, byMs));
        expect(play(steps, index, byMs)).toEqual(straight);
      },
    ),
  );
});
