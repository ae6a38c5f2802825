// The account has no hole and no overlap, is never revised, and depends on what happened and not on when it was asked.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Interval } from './intervals.ts';
import { joinIntervals } from './intervals.ts';
import type { MachineModel, ModelStep } from './machineModel.ts';
import {
  advance,
  counterOddities,
  liveState,
  loseContact,
  observe,
  settledThrough,
  startModel,
} from './machineModel.ts';
import type { Profile } from './profile.ts';
import { profileSchema } from './profile.ts';
import type { Quality, Reading, Value } from './reading.ts';

const optional = (id: string, signal: object) => ({ id, address: null, optional: true, signal });

function profileOf(more: object): Profile {
  return profileSchema(z.unknown()).parse({
    id: 'test',
    title: { ja: '試験', en: 'Test' },
    protocol: 'none',
    evidence: 'controller',
    staleAfterMs: 10_000,
    lateMs: 1_000,
    items: [
      { id: 'mode', address: null },
      optional('lamp', { kind: 'lamp' }),
      optional('strokes', { kind: 'pulse', cycleMs: 1_000, maxPerMinute: 600 }),
      optional('current', {
        kind: 'level',
        levels: [{ name: 'low' }, { name: 'high', from: 2, hysteresis: 1 }],
      }),
    ],
    states: [
      { state: 'off', when: { mode: 'off' } },
      { state: 'setup', when: { mode: 'setup' } },
      { state: 'fault', when: { lamp: 'flashing' } },
      { state: 'production', when: { mode: 'run' } },
      { state: 'production', when: { strokes: 'running' } },
      { state: 'production', when: { current: 'high' } },
      { state: 'idle', when: { mode: 'wait' } },
    ],
    ...more,
  });
}

const plain = profileOf({});

type Step =
  | { readonly kind: 'read'; readonly at: number; readonly readings: readonly Reading[] }
  | { readonly kind: 'advance' | 'lose'; readonly at: number };

const good = (item: string, value: Value, at: number, quality: Quality = 'good'): Reading => ({
  item,
  value,
  quality,
  at,
});
const read = (at: number, ...readings: readonly Reading[]): Step => ({ kind: 'read', at, readings });

function take(model: MachineModel, step: Step): ModelStep {
  if (step.kind === 'read') return observe(model, step.readings, step.at);
  return step.kind === 'lose' ? loseContact(model, step.at) : advance(model, step.at);
}

function play(
  profile: Profile,
  steps: readonly Step[],
): { model: MachineModel; settled: readonly Interval[] } {
  let model = startModel(profile, 0);
  const settled: Interval[] = [];
  for (const step of steps) {
    const next = take(model, step);
    model = next.model;
    settled.push(...next.settled);
  }
  return { model, settled: joinIntervals(settled) };
}

const brief = (settled: readonly Interval[]): string =>
  settled.map((one) => `${one.state}${one.inferred ? '?' : ''} ${one.from}-${one.until}`).join(', ');

describe('machine model', () => {
  it('dates a change to the time of its reading and not to its arrival', () => {
    const steps = [
      read(0, good('mode', 'wait', 0)),
      read(5_000, good('mode', 'run', 4_300)),
      read(9_000),
      read(12_000),
    ];
    expect(brief(play(plain, steps).settled)).toBe('idle 0-4300, production 4300-8000');
  });

  it('shows a change at once, though it settles later', () => {
    const profile = profileOf({ minimumMs: { production: 500 } });
    const steps = [read(0, good('mode', 'wait', 0)), read(5_000, good('mode', 'run', 4_300))];
    const { model } = play(profile, steps);
    expect(liveState(model)).toEqual({ state: 'production', inferred: false, since: 4_300 });
    expect(settledThrough(model)).toBe(0);
    const blink = play(profile, [...steps.slice(0, 1), read(5_000, good('mode', 'run', 4_800))]).model;
    expect(liveState(blink).state).toBe('idle');
    expect(liveState(advance(blink, 5_300).model)).toMatchObject({ state: 'production', since: 4_800 });
  });

  it('knows the first state as soon as it is read', () => {
    expect(liveState(startModel(plain, 7))).toEqual({ state: 'unknown', inferred: false, since: 7 });
    const { model } = play(plain, [read(2_000, good('mode', 'run', -90_000))]);
    expect(liveState(model)).toEqual({ state: 'production', inferred: false, since: 2_000 });
  });

  it('is unknown after too long a silence, from the last proof of contact', () => {
    const steps: Step[] = [read(0, good('mode', 'run', 0)), read(3_000), { kind: 'advance', at: 13_000 }];
    expect(liveState(play(plain, steps).model).state).toBe('production');
    const silent = play(plain, [...steps, { kind: 'advance', at: 13_001 }]);
    expect(brief(silent.settled)).toBe('production 0-3000, unknown 3000-13001');
    expect(liveState(silent.model)).toEqual({ state: 'unknown', inferred: false, since: 3_000 });
  });

  it('believes what it knew when a silence ends, but not after a loss of contact', () => {
    const before = [read(0, good('mode', 'run', 0)), read(3_000)];
    const silence = play(plain, [...before, read(20_000), { kind: 'lose', at: 22_000 }]);
    expect(brief(silence.settled)).toBe('production 0-3000, unknown 3000-22000');
    const again = play(plain, [...before, read(20_000), read(24_000), { kind: 'advance', at: 25_001 }]);
    expect(brief(again.settled)).toBe('production 0-3000, unknown 3000-20000, production 20000-23000');
    const lost = play(plain, [
      ...before,
      { kind: 'lose', at: 4_000 },
      read(5_000),
      read(9_000),
      { kind: 'lose', at: 9_500 },
    ]);
    expect(brief(lost.settled)).toBe('production 0-3000, unknown 3000-9500');
  });

  it('is unknown at once when contact is lost, also in the instant of the last reading', () => {
    const { model } = play(plain, [read(1_000, good('mode', 'run', 1_000)), { kind: 'lose', at: 1_000 }]);
    expect(liveState(model)).toEqual({ state: 'unknown', inferred: false, since: 0 });
  });

  it.each<Quality>(['bad', 'uncertain'])('takes a %s value for none', (quality) => {
    const steps = [
      read(0, good('mode', 'run', 0)),
      read(5_000, good('mode', 'run', 5_000, quality)),
      read(9_000),
      read(9_001),
    ];
    expect(brief(play(plain, steps).settled)).toBe('production 0-5000, unknown 5000-8000');
  });

  it('dates flashing to its first edge and its end to the last', () => {
    const steps: Step[] = [];
    for (let at = 0; at <= 20_000; at += 250) {
      const lit = at >= 5_000 && at < 10_000 && at % 1_000 < 500;
      steps.push(read(at, good('mode', 'run', at), good('lamp', lit, at)));
    }
    expect(brief(play(plain, steps).settled)).toMatch(
      /^production 0-5000, fault 5000-9500, production 9500-\d+$/,
    );
  });

  it('lets a press stop one cycle after its last stroke', () => {
    const steps: Step[] = [];
    for (let at = 0; at <= 20_000; at += 200) {
      const count = Math.floor(Math.min(Math.max(at, 4_000), 12_000) / 1_000);
      steps.push(read(at, good('mode', 'wait', at), good('strokes', count, at)));
    }
    const { model, settled } = play(plain, steps);
    expect(brief(settled)).toMatch(/^idle 0-5000, production 5000-13000, idle 13000-\d+$/);
    expect(counterOddities(model)).toEqual([]);
    const reset = observe(model, [good('strokes', 3, 20_200)], 20_200).model;
    expect(counterOddities(advance(reset, 25_000).model)).toEqual([]);
    const later = observe(reset, [], 25_000).model;
    expect(counterOddities(advance(later, 25_500).model)).toEqual([
      { item: 'strokes', resets: 1, discarded: 0 },
    ]);
  });

  it('infers that a set-up was forgotten, until something changes', () => {
    const profile = profileOf({ forgottenSetup: { afterMs: 60_000, unless: { lamp: 'on' } } });
    const steps: Step[] = [];
    for (let at = 0; at <= 300_000; at += 5_000) {
      steps.push(read(at, good('mode', 'setup', at), good('lamp', at >= 100_000 && at < 200_000, at)));
    }
    expect(brief(play(profile, steps).settled)).toBe(
      'setup 0-60000, idle? 60000-100000, setup 100000-260000, idle? 260000-294000',
    );
  });

  it('survives a clock that goes back', () => {
    const steps = [
      read(5_000, good('mode', 'run', 5_000)),
      read(2_000, good('mode', 'wait', 1_000)),
      read(9_000),
      read(9_500),
    ];
    expect(brief(play(plain, steps).settled)).toBe('unknown 0-5000, idle 5000-8000');
  });
});

const item = fc.constantFrom('mode', 'lamp', 'strokes', 'current', 'other');
const value = fc.constantFrom<Value>('run', 'wait', 'setup', 'off', true, false, 1, 2, 3, 50, null);
const quality = fc.constantFrom<Quality>('good', 'good', 'good', 'bad', 'uncertain');
const lag = fc.integer({ min: -2_000, max: 4_000 });
const entry = fc.record({ item, value, quality, lag });
interface Part {
  readonly gap: number;
  readonly what: 'lose' | readonly { item: string; value: Value; quality: Quality; lag: number }[];
}
const step: fc.Arbitrary<Part> = fc.record({
  gap: fc.oneof(fc.nat(1_500), fc.nat(15_000)),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.array(entry, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constant('lose' as const) },
  ),
});
const story = fc.array(step, { minLength: 1, maxLength: 30 });

function stepsOf(parts: readonly Part[]): Step[] {
  let at = 0;
  return parts.map(({ gap, what }): Step => {
    at += gap;
    if (what === 'lose') return { kind: 'lose', at };
    return read(at, ...what.map((one) => good(one.item, one.value, at - one.lag, one.quality)));
  });
}

describe('machine model, whatever happens', () => {
  const smoothing = profileOf({ minimumMs: { idle: 3_000, production: 500, fault: 2_000 } });

  it('settles a partition of time from the start, and shows nothing younger as settled', () => {
    fc.assert(
      fc.property(story, (parts) => {
        let model = startModel(smoothing, 0);
        let through = 0;
        for (const each of stepsOf(parts)) {
          const next = take(model, each);
          model = next.model;
          for (const interval of next.settled) {
            expect(interval.from).toBe(through);
            expect(interval.until).toBeGreaterThan(interval.from);
            through = interval.until;
          }
          expect(settledThrough(model)).toBe(through);
          expect(through).toBeLessThanOrEqual(each.at);
          expect(liveState(model).since).toBeLessThanOrEqual(each.at);
        }
      }),
    );
  });

  it('accounts the same when it is looked at more often or a batch comes in parts', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat(200_000)), (parts, looks) => {
        const steps = stepsOf(parts);
        const end = (steps.at(-1)?.at ?? 0) + 60_000;
        const busier = steps.flatMap((each, index): Step[] => {
          const before = steps[index - 1]?.at ?? 0;
          const between = looks.filter((at) => before < at && at < each.at).sort((a, b) => a - b);
          const asked = between.map((at): Step => ({ kind: 'advance', at }));
          if (each.kind !== 'read' || each.readings.length === 0) return [...asked, each];
          return [...asked, ...each.readings.map((one) => read(each.at, one))];
        });
        const finish: Step = { kind: 'advance', at: end };
        expect(play(smoothing, [...busier, finish]).settled).toEqual(
          play(smoothing, [...steps, finish]).settled,
        );
      }),
    );
  });

  it('is never anything but unknown while nobody was in contact', () => {
    fc.assert(
      fc.property(story, (parts) => {
        const steps = stepsOf(parts);
        const { settled } = play(smoothing, [
          ...steps,
          { kind: 'lose', at: (steps.at(-1)?.at ?? 0) + 60_000 },
        ]);
        steps.forEach((each, index) => {
          const next = steps[index + 1]?.at ?? each.at + 60_000;
          const silent = each.kind === 'lose' || next - each.at > smoothing.staleAfterMs;
          if (!silent || next === each.at) return;
          const known = settled.filter(
            (one) => one.state !== 'unknown' && one.from < next && one.until > each.at,
          );
          expect(known).toEqual([]);
        });
      }),
    );
  });
});
