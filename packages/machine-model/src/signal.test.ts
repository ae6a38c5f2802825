// What the model skips as already decided would have told nothing: no signal is spared that time alone can decide.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Horizon } from './change.ts';
import type { Signal } from './profile.ts';
import type { Quality, Value } from './reading.ts';
import type { Track } from './signal.ts';
import { decide, decidesLater, hear, startTrack } from './signal.ts';

const signals: Readonly<Record<Signal['kind'], Signal>> = {
  value: { kind: 'value' },
  level: {
    kind: 'level',
    levels: [
      { name: 'low', hysteresis: 0 },
      { name: 'high', from: 2, hysteresis: 1 },
    ],
  },
  lamp: { kind: 'lamp', withinMs: 2_000 },
  pulse: { kind: 'pulse', cycleMs: 1_000, factor: 1.5, maxPerMinute: 600 },
};
const kinds = Object.keys(signals) as readonly Signal['kind'][];

interface Telling {
  readonly gap: number;
  readonly value: Value;
  readonly quality: Quality;
}

const heard: fc.Arbitrary<readonly Telling[]> = fc.array(
  fc.record({
    gap: fc.nat(3_000),
    value: fc.constantFrom<Value>(true, false, 0, 1, 2, 3, 'run', null),
    quality: fc.constantFrom<Quality>('good', 'good', 'good', 'bad'),
  }),
  { maxLength: 20 },
);

/** What a signal remembers after it heard all of it, and when that was. */
function trackAfter(
  signal: Signal,
  told: readonly Telling[],
): { readonly track: Track; readonly at: number } {
  let track = startTrack(signal);
  let at = 0;
  for (const { gap, value, quality } of told) {
    at += gap;
    track = hear(signal, track, { item: 'one', value, quality, at }, at).track;
  }
  return { track, at };
}

/** Whether the horizon decides nothing that was not certain before. */
function isSpared(signal: Signal, track: Track, horizon: Horizon): boolean {
  const decided = decide(signal, track, horizon);
  return decided.track === track && decided.changes.length === 0 && decided.certain === horizon.through;
}

it('spares only signals that no horizon can decide', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds.filter((kind) => !decidesLater(signals[kind]))),
      heard,
      fc.nat(20_000),
      fc.boolean(),
      (kind, told, later, last) => {
        const { track, at } = trackAfter(signals[kind], told);
        expect(isSpared(signals[kind], track, { through: at + later, last })).toBe(true);
      },
    ),
  );
});

it.each([
  { kind: 'lamp', values: [false, true], laterMs: 1 },
  { kind: 'pulse', values: [1, 2], laterMs: 1_200 },
] as const)('asks a $kind, which time decides', ({ kind, values, laterMs }) => {
  const told = values.map((value) => ({ gap: 400, value, quality: 'good' as const }));
  const { track, at } = trackAfter(signals[kind], told);
  expect(decidesLater(signals[kind])).toBe(true);
  expect(isSpared(signals[kind], track, { through: at + laterMs, last: false })).toBe(false);
});
