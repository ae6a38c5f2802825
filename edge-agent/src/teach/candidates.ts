// Pure: the rules that one item could give for "is in this state": a value or some values, a lamp's look, a threshold,
// a counter that runs. Each is made from what was seen while the state surely held, and while it surely did not.
import type { Condition, Reading, Signal, TimestampMs, Value } from '@nakamawashi/machine-model';
import type { Core } from './lesson.ts';

/** What was read of one item while the machine was watched. */
export interface Watched {
  readonly item: string;
  readonly address: unknown;
  readonly readings: readonly Reading[];
}

/** One way to tell the state from one item: it holds when `when` does, and surely not when `otherwise` does. */
export interface Candidate {
  readonly item: string;
  readonly signal: Signal;
  readonly when: Condition;
  readonly otherwise: Condition;
  /** Half the gap between the two sides as a share of all that was seen, for a threshold; else null. */
  readonly margin: number | null;
}

/** More different values than this are no list of states but a measurement. */
const mostValues = 6;
const lampMs = 3_000;

/** Every rule that the item could give; whether one is right is for `judge` to say. */
export function candidatesOf(watched: Watched, cores: readonly Core[], state: string): readonly Candidate[] {
  const inside = valuesIn(
    watched,
    cores.filter((core) => core.state === state),
  );
  const outside = valuesIn(
    watched,
    cores.filter((core) => core.state !== state),
  );
  return [
    ...byValues(watched, inside, outside),
    ...byLamp(watched),
    ...byLevel(watched, inside, outside),
    ...byPulse(watched, cores, state),
  ];
}

function byValues(
  { item }: Watched,
  inside: readonly Value[],
  outside: readonly Value[],
): readonly Candidate[] {
  const [yes, no] = [literals(inside), literals(outside)];
  const isApart = yes.length > 0 && no.length > 0 && yes.every((value) => !no.includes(value));
  if (!isApart || yes.length + no.length > mostValues) return [];
  return [{ item, signal: { kind: 'value' }, when: oneOrList(yes), otherwise: oneOrList(no), margin: null }];
}

function byLamp({ item, readings }: Watched): readonly Candidate[] {
  if (!readings.some(({ value }) => typeof value === 'boolean')) return [];
  const signal: Signal = { kind: 'lamp', withinMs: lampMs };
  const looks: readonly (readonly [Condition, Condition])[] = [
    ['on', ['off', 'flashing']],
    ['flashing', ['on', 'off']],
    ['off', ['on', 'flashing']],
  ];
  return looks.flatMap(([when, otherwise]) => [
    { item, signal, when, otherwise, margin: null },
    { item, signal, when: otherwise, otherwise: when, margin: null },
  ]);
}

/** A threshold in the middle of the gap, with a quarter of the gap as hysteresis. */
function byLevel(
  { item }: Watched,
  inside: readonly Value[],
  outside: readonly Value[],
): readonly Candidate[] {
  const [yes, no] = [numbers(inside), numbers(outside)];
  const [lowYes, highYes, lowNo, highNo] = [yes[0], yes.at(-1), no[0], no.at(-1)];
  if (lowYes === undefined || highYes === undefined || lowNo === undefined || highNo === undefined) return [];
  const isHigh = lowYes > highNo;
  if (!isHigh && lowNo <= highYes) return [];
  const [low, high] = isHigh ? [highNo, lowYes] : [highYes, lowNo];
  const all = Math.max(highYes, highNo) - Math.min(lowYes, lowNo);
  const from = rounded((low + high) / 2, high - low);
  const hysteresis = rounded((high - low) / 4, high - low);
  const signal: Signal = {
    kind: 'level',
    levels: [
      { name: 'low', hysteresis: 0 },
      { name: 'high', from, hysteresis },
    ],
  };
  const [when, otherwise] = isHigh ? ['high', 'low'] : ['low', 'high'];
  return [{ item, signal, when, otherwise, margin: (high - low) / 2 / all }];
}

/**
 * A counter that counts while the state holds: its slowest rhythm there, and twice its fastest as what is believable.
 */
function byPulse(watched: Watched, cores: readonly Core[], state: string): readonly Candidate[] {
  const own = cores.filter((core) => core.state === state);
  const steps = own.flatMap((core) => stepsIn(watched, core));
  if (steps.length === 0 || steps.some(({ by }) => by <= 0)) return [];
  const gaps = own.flatMap((core) => {
    const times = stepsIn(watched, core).map(({ at }) => at);
    return times.slice(1).map((at, index) => at - (times[index] ?? at));
  });
  if (gaps.length === 0) return [];
  const cycleMs = Math.ceil(Math.max(...gaps));
  const fastest = Math.max(...steps.map(({ by, afterMs }) => (by * 60_000) / Math.max(afterMs, 1)));
  const signal: Signal = {
    kind: 'pulse',
    cycleMs,
    factor: 2,
    maxPerMinute: Math.ceil(Math.max(60, 2 * fastest)),
  };
  return [{ item: watched.item, signal, when: 'running', otherwise: 'stopped', margin: null }];
}

interface Step {
  readonly at: TimestampMs;
  readonly by: number;
  readonly afterMs: number;
}

function stepsIn({ readings }: Watched, core: Core): readonly Step[] {
  return readings.flatMap(({ at, value }, index): readonly Step[] => {
    const before = readings[index - 1];
    if (before === undefined || before.at < core.from || at >= core.until) return [];
    if (typeof value !== 'number' || typeof before.value !== 'number' || !Number.isInteger(value)) return [];
    return value === before.value ? [] : [{ at, by: value - before.value, afterMs: at - before.at }];
  });
}

/** The values that held at some time within the stretches. */
function valuesIn({ readings }: Watched, cores: readonly Core[]): readonly Value[] {
  return readings.flatMap(({ at, value, quality }, index) => {
    const until = readings[index + 1]?.at ?? Number.MAX_SAFE_INTEGER;
    const isIn = cores.some((core) => at < core.until && until > core.from);
    return isIn && quality === 'good' && value !== null ? [value] : [];
  });
}

function literals(values: readonly Value[]): readonly (string | number | boolean)[] {
  return [...new Set(values)].flatMap((value) => (value === null ? [] : [value]));
}

function numbers(values: readonly Value[]): readonly number[] {
  return values.flatMap((value) => (typeof value === 'number' ? [value] : [])).sort((a, b) => a - b);
}

function oneOrList(values: readonly (string | number | boolean)[]): Condition {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

/** As few digits as the gap allows: two more than its size has. */
function rounded(value: number, gap: number): number {
  const digits = Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(Math.abs(gap) || 1))));
  return Number(value.toFixed(digits));
}
