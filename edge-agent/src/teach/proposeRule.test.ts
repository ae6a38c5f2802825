// What is proposed is right: the item that tells the truth is found among distractors, however late the words come; and
// words that have nothing to do with the machine lead to no rule.
import { type Reading, startModel, type Value } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../profiles.ts';

import type { Watched } from './candidates.ts';
import { isFit } from './judge.ts';
import { changesOf, coresOf, type Lesson, type TaughtState } from './lesson.ts';
import { proposeRules } from './proposeRule.ts';
import { taughtProfile } from './taughtProfile.ts';

const patience = { lateMs: 5_000, earlyMs: 1_250 };
const scanMs = 500;
const startOf = Date.parse('2026-11-21T09:00:00+09:00');

/** What really happened: stretches of production and rest, each at least 20 s. */
interface Truth {
  readonly lengths: readonly number[];
  readonly delays: readonly number[];
}
const truth: fc.Arbitrary<Truth> = fc.integer({ min: 6, max: 9 }).chain((count) =>
  fc.record({
    lengths: fc.array(fc.integer({ min: 20_000, max: 60_000 }), { minLength: count, maxLength: count }),
    delays: fc.array(fc.integer({ min: -500, max: 4_000 }), { minLength: count, maxLength: count }),
  }),
);

const startsOf = ({ lengths }: Truth): readonly number[] =>
  lengths.map((_, index) => lengths.slice(0, index).reduce((sum, ms) => sum + ms, startOf));
const isOnAt = (made: Truth, at: number): boolean =>
  startsOf(made).findLastIndex((start) => start <= at) % 2 === 1;
const endOf = ({ lengths }: Truth): number => lengths.reduce((sum, ms) => sum + ms, startOf);

function lessonOf(made: Truth): Lesson {
  const words = startsOf(made).map((start, index) => ({
    at: start + (made.delays[index] ?? 0),
    state: (index % 2 === 1 ? 'production' : 'idle') as TaughtState,
  }));
  return { words, until: endOf(made), gaps: [], patience };
}

function readingsOf(made: Truth, value: (isOn: boolean, at: number) => Value): readonly Reading[] {
  const count = Math.floor((endOf(made) - startOf) / scanMs);
  return Array.from({ length: count }, (_, index) => {
    const at = startOf + index * scanMs;
    return { item: 'x', value: value(isOnAt(made, at), at), quality: 'good' as const, at };
  });
}

const noise = (at: number): number => ((at * 2_654_435_761) % 1_000) / 1_000;
const distractors: Readonly<Record<string, (isOn: boolean, at: number) => Value>> = {
  constant: () => true,
  clock: (_, at) => Math.floor(at / 1_000) % 60,
  door: (_, at) => Math.floor(at / 37_000) % 2 === 0,
  blink: (_, at) => Math.floor(at / 1_000) % 2 === 0,
  parts: (_, at) => Math.floor(at / 9_000),
  text: () => 'O1234',
};
const truthful: Readonly<Record<string, (isOn: boolean, at: number) => Value>> = {
  bit: (isOn) => isOn,
  inverted: (isOn) => !isOn,
  flashing: (isOn, at) => isOn && Math.floor(at / 500) % 2 === 0,
  current: (isOn, at) => (isOn ? 9 : 5) + noise(at),
  dip: (isOn, at) => (isOn ? 2 : 7) + noise(at),
  execution: (isOn) => (isOn ? 'ACTIVE' : 'READY'),
  mode: (isOn, at) => (isOn ? 3 : Math.floor(at / 50_000) % 2),
  strokes: (isOn, at) => Math.floor(at / 1_000) + (isOn ? 0 : 0),
};

function itemsOf(made: Truth, name: string): readonly Watched[] {
  const all = Object.entries({ ...distractors, truth: truthful[name] ?? (() => null) });
  return all.map(([item, value]) => {
    const readings = readingsOf(made, value).map((reading) => ({ ...reading, item }));
    return { item, address: { table: 'discreteInput', address: 0, type: 'bool' }, readings };
  });
}

/** A counter that counts while the machine produces. */
function counted(made: Truth): readonly Watched[] {
  let count = 0;
  const readings = readingsOf(made, (isOn, at) => {
    if (isOn && (at - startOf) % 1_000 === 0) count += 1;
    return count;
  }).map((reading) => ({ ...reading, item: 'truth' }));
  return [
    ...itemsOf(made, '').filter(({ item }) => item !== 'truth'),
    { item: 'truth', address: {}, readings },
  ];
}

describe('proposeRules', () => {
  for (const name of Object.keys(truthful).filter((each) => each !== 'strokes')) {
    it(`finds the item that tells it: ${name}`, () => {
      fc.assert(
        fc.property(truth, (made) => {
          const [production] = proposeRules(itemsOf(made, name), lessonOf(made));
          expect(production?.state).toBe('production');
          expect(production?.fits[0]?.candidate.item).toBe('truth');
        }),
        { numRuns: 5 },
      );
    });
  }

  it('finds the counter that counts while it produces', () => {
    fc.assert(
      fc.property(truth, (made) => {
        const [production] = proposeRules(counted(made), lessonOf(made));
        expect(production?.fits[0]?.candidate).toMatchObject({ item: 'truth', when: 'running' });
      }),
      { numRuns: 5 },
    );
  });

  it('proposes nothing when the words have nothing to do with what is read', () => {
    fc.assert(
      fc.property(truth, (made) => {
        for (const { fits } of proposeRules(itemsOf(made, ''), lessonOf(made))) expect(fits).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  it('proposes only what its evidence bears out, and writes a profile that passes every check', () => {
    fc.assert(
      fc.property(truth, fc.constantFrom(...Object.keys(truthful)), (made, name) => {
        const watched = name === 'strokes' ? counted(made) : itemsOf(made, name);
        const proposals = proposeRules(watched, lessonOf(made));
        for (const { fits, misses } of proposals) {
          expect(fits.every(isFit)).toBe(true);
          expect(misses.some(isFit)).toBe(false);
        }
        const text = taughtProfile({
          machine: 'lathe-1',
          title: { ja: '旋盤', en: 'Lathe' },
          protocol: 'modbus',
          date: '2026-11-21',
          watched: watched.map((each, address) => ({
            ...each,
            address: { table: 'holdingRegister', address, type: 'uint16' },
          })),
          proposals,
        });
        const faults: string[] = [];
        const profile = checkProfile(asRecord(text ?? ''), (path, message) =>
          faults.push(`${path.join('.')}: ${message}`),
        );
        expect(faults).toEqual([]);
        expect(profile === null ? null : startModel(profile, 0)).not.toBeNull();
      }),
      { numRuns: 8 },
    );
  });
});

/** The text's own lines are flow style, so that JSON can read them back. */
function asRecord(text: string): unknown {
  const record: Record<string, unknown> = {};
  let list: unknown[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line === '') continue;
    if (line.startsWith('  - ')) list?.push(JSON.parse(line.slice(4)));
    else {
      const [, key = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (value === '') list = record[key] = [];
      else record[key] = /^[[{\d]/.test(value) ? JSON.parse(value) : value;
    }
  }
  return record;
}

describe('what is not known', () => {
  const [isOn, isOff] = ['production', 'off'] as const;
  const minute = 60_000;
  /** Four rounds of production, idle, and off, told at once. */
  const words = Array.from({ length: 12 }, (_, index) => ({
    at: startOf + index * minute,
    state: ([isOn, 'idle', isOff] as const)[index % 3] ?? isOn,
  }));
  const until = startOf + 12 * minute;
  const stateAt = (at: number): TaughtState => words.findLast((word) => word.at <= at)?.state ?? isOn;
  const scan = (value: (state: TaughtState) => Value): Watched => {
    const times = Array.from({ length: (until - startOf) / scanMs }, (_, index) => startOf + index * scanMs);
    const readings = times.map(
      (at): Reading => ({
        item: 'green',
        value: value(stateAt(at)),
        quality: value(stateAt(at)) === null ? 'bad' : 'good',
        at,
      }),
    );
    return { item: 'green', address: { table: 'discreteInput', address: 0, type: 'bool' }, readings };
  };
  const offGaps = words
    .filter(({ state }) => state === isOff)
    .map(({ at }) => ({ from: at, until: at + minute }));
  const learn = (watched: Watched, lesson: Lesson): string | null =>
    taughtProfile({
      machine: 'lathe-1',
      title: { ja: '旋盤', en: 'Lathe' },
      protocol: 'modbus',
      date: '2026-11-21',
      watched: [watched],
      proposals: proposeRules([watched], lesson),
    });

  it('never becomes idle: what no item tells from idle leaves both without a rule', () => {
    const text = learn(
      scan((state) => state === isOn),
      { words, until, gaps: [], patience },
    );
    expect(text).toContain('"state":"production"');
    expect(text).not.toMatch(/"state":"(idle|off)"/);
  });

  it('is left out where contact was lost, and the rest is learnt without it', () => {
    const watched = scan((state) => (state === isOff ? null : state === isOn));
    const text = learn(watched, { words, until, gaps: offGaps, patience });
    expect(text).toMatch(/"state":"production"[\s\S]*"state":"idle"/);
    expect(text).not.toContain('"state":"off"');
  });

  it('has no sure stretch in a gap, whatever was said', () => {
    const span = fc.tuple(fc.nat(12 * minute), fc.nat(2 * minute));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
        const gaps = spans.map(([from, ms]) => ({ from: startOf + from, until: startOf + from + ms }));
        const whole = coresOf({ words, until, gaps: [], patience });
        const seen = coresOf({ words, until, gaps, patience });
        const at = fc.integer({ min: startOf, max: until });
        const isIn = (cores: readonly { from: number; until: number }[], time: number): boolean =>
          cores.some((core) => core.from <= time && time < core.until);
        for (const time of fc.sample(at, 50))
          expect(isIn(seen, time)).toBe(isIn(whole, time) && !isIn(gaps, time));
      }),
    );
  });
});

describe('a lesson', () => {
  it('has a sure stretch only where two words leave room for one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60_000), { maxLength: 10 }), (times) => {
        const words = times
          .sort((a, b) => a - b)
          .map((at, index) => ({ at, state: (index % 2 === 0 ? 'idle' : 'production') as TaughtState }));
        const lesson = { words, until: 70_000, gaps: [], patience };
        const cores = coresOf(lesson);
        for (const [index, core] of cores.entries()) {
          expect(core.from).toBeLessThan(core.until);
          expect(core.from).toBeGreaterThanOrEqual(cores[index - 1]?.until ?? 0);
        }
        expect(cores.length).toBeLessThanOrEqual(changesOf(lesson).length);
      }),
    );
  });
});
