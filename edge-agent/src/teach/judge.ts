// Pure: how well a rule follows what was said, found by running the agent's own model over what was read: what the
// person is shown as evidence is what the agent will do. Promise: a rule that contradicts a sure stretch is never
// called fit.
import {
  advance,
  type Interval,
  observe,
  type Profile,
  type Reading,
  startModel,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import type { Candidate, Watched } from './candidates.ts';
import { changesOf, coresOf, isWatched, type Lesson } from './lesson.ts';

/** A rule with its evidence. */
export interface Judged {
  readonly candidate: Candidate;
  /** Changes that were said in contact, and how many of them the rule showed close enough to the word. */
  readonly said: number;
  readonly followed: number;
  /** Share of the sure time in which the rule said the right thing, 0 to 1. */
  readonly right: number;
  /**
   * From the change to the word, in milliseconds; negative when the word came first. Empty when nothing was followed.
   */
  readonly delaysMs: readonly number[];
}

/** A rule may be wrong in so little of the sure time: a reading that was late, a lamp not yet judged. */
const leastRight = 0.98;
const afterwardsMs = 120_000;

/** Runs one rule over what was read. */
export function judge(watched: Watched, candidate: Candidate, lesson: Lesson, state: string): Judged {
  const intervals = play(candidateProfile(watched, candidate), watched.readings, lesson);
  const lagMs = lagOf(candidate);
  const cores = coresOf(lesson).map((core) => ({
    ...core,
    from: core.from + lagMs,
    until: core.until - lagMs,
  }));
  let [rightMs, allMs] = [0, 0];
  for (const core of cores) {
    allMs += Math.max(0, core.until - core.from);
    const wanted = core.state === state ? 'production' : 'idle';
    for (const each of intervals) {
      const ms = Math.min(each.until, core.until) - Math.max(each.from, core.from);
      if (ms > 0 && each.state === wanted) rightMs += ms;
    }
  }
  const { lateMs, earlyMs } = lesson.patience;
  const said = changesOf(lesson).filter(({ state: now, at }, index, all) => {
    const before = all[index - 1];
    if (before === undefined || (before.state === state) === (now === state)) return false;
    // What changed unseen speaks neither for a rule nor against it.
    return isWatched(lesson, at - lateMs - lagMs, at + earlyMs + lagMs);
  });
  const turns = turnsOf(intervals);
  const delaysMs = said.flatMap((word) => {
    const near = turns.filter(
      ({ at, isOn }) =>
        isOn === (word.state === state) && at >= word.at - lateMs && at <= word.at + earlyMs + lagMs,
    );
    const last = near.at(-1);
    return last === undefined ? [] : [word.at - last.at];
  });
  return {
    candidate,
    said: said.length,
    followed: delaysMs.length,
    right: allMs === 0 ? 0 : rightMs / allMs,
    delaysMs,
  };
}

/** Whether a rule may be proposed: it followed every change that was said, and no sure stretch speaks against it. */
export function isFit({ said, followed, right }: Judged): boolean {
  return said >= 2 && followed === said && right >= leastRight;
}

/** A lamp's look and a counter's rhythm are not known in the first moment. */
function lagOf({ signal }: Candidate): number {
  return signal.kind === 'lamp' ? signal.withinMs : signal.kind === 'pulse' ? signal.cycleMs : 0;
}

function candidateProfile({ item, address }: Watched, { signal, when, otherwise }: Candidate): Profile {
  const rule = { unless: {}, inferred: false };
  return {
    id: 'lesson',
    title: { ja: '教示', en: 'Lesson' },
    protocol: 'lesson',
    evidence: 'controller',
    namespaces: {},
    staleAfterMs: 86_400_000,
    lateMs: 0,
    minimumMs: {},
    forgottenSetup: { afterMs: 86_400_000, unless: {} },
    items: [{ id: item, address, optional: false, signal }],
    states: [
      { state: 'production', when: { [item]: when }, ...rule },
      { state: 'idle', when: { [item]: otherwise }, ...rule },
    ],
  };
}

function play(profile: Profile, readings: readonly Reading[], { until }: Lesson): readonly Interval[] {
  const first = readings[0]?.at ?? until;
  let model = startModel(profile, first);
  const intervals: Interval[] = [];
  for (const reading of readings.filter(({ at }) => at < until)) {
    const step = observe(model, [reading], reading.at);
    model = step.model;
    intervals.push(...step.settled);
  }
  // A server that tells changes only says nothing at the end; a lamp or a counter is judged afterwards: the model is
  // told that contact went on, and given the time to make up its mind.
  const kept = observe(model, [], until + afterwardsMs);
  const end = advance(kept.model, until + afterwardsMs + 1);
  return [...intervals, ...kept.settled, ...end.settled];
}

function turnsOf(
  intervals: readonly Interval[],
): readonly { readonly at: TimestampMs; readonly isOn: boolean }[] {
  const known = intervals.filter(({ state }) => state !== 'unknown');
  return known.flatMap(({ from, state }, index) => {
    const before = known[index - 1];
    const isOn = state === 'production';
    return before === undefined || (before.state === 'production') === isOn ? [] : [{ at: from, isOn }];
  });
}
