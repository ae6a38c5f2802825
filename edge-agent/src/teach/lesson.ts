// Pure: what a person at the machine said, and which time surely belongs to it: people say a change late, seldom early.
import type { TimestampMs } from '@nakamawashi/machine-model';

/** What can be said of a machine; each is a state of its own. */
export const taughtStates = ['production', 'idle', 'setup', 'fault', 'off'] as const;
export type TaughtState = (typeof taughtStates)[number];

/** One word, at the instant it was said. */
export interface Word {
  readonly at: TimestampMs;
  readonly state: TaughtState;
}

/** How far a word may be from what it speaks of, in milliseconds. */
interface Patience {
  readonly lateMs: number;
  readonly earlyMs: number;
}

/** A stretch without contact: nobody knows what the machine did. */
export interface Gap {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
}

/** What was said, until when the machine was watched, and when it could not be read meanwhile. */
export interface Lesson {
  readonly words: readonly Word[];
  readonly until: TimestampMs;
  readonly gaps: readonly Gap[];
  readonly patience: Patience;
}

/** A stretch that surely was in a state. */
export interface Core {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly state: TaughtState;
}

/** Words that change something; the same word said twice is said once. */
export function changesOf({ words }: Pick<Lesson, 'words'>): readonly Word[] {
  return words.filter(({ state }, index) => state !== words[index - 1]?.state);
}

/**
 * The stretches between the words, less what may belong to the neighbour and what nobody saw; those too short for that
 * are left out.
 */
export function coresOf(lesson: Lesson): readonly Core[] {
  const { gaps, patience } = lesson;
  const { lateMs, earlyMs } = patience;
  const changes = changesOf(lesson);
  return changes.flatMap(({ at, state }, index): readonly Core[] => {
    const next = changes[index + 1];
    const span = { from: at + earlyMs, until: next === undefined ? lesson.until : next.at - lateMs };
    return without(span, gaps).map((seen) => ({ ...seen, state }));
  });
}

/** Whether there was contact all the time from `from` until `until`. */
export function isWatched({ gaps }: Pick<Lesson, 'gaps'>, from: TimestampMs, until: TimestampMs): boolean {
  return gaps.every((gap) => gap.until <= from || gap.from >= until);
}

function without(span: Gap, gaps: readonly Gap[]): readonly Gap[] {
  let left: readonly Gap[] = [span];
  for (const gap of gaps) {
    left = left.flatMap(({ from, until }) => [
      { from, until: Math.min(until, gap.from) },
      { from: Math.max(from, gap.until), until },
    ]);
  }
  return left.filter(({ from, until }) => from < until);
}
