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

/** What was said, and until when the machine was watched. */
export interface Lesson {
  readonly words: readonly Word[];
  readonly until: TimestampMs;
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

/** The stretches between the words, less what may belong to the neighbour; those too short for that are left out. */
export function coresOf(lesson: Lesson): readonly Core[] {
  const { lateMs, earlyMs } = lesson.patience;
  const changes = changesOf(lesson);
  return changes.flatMap(({ at, state }, index): readonly Core[] => {
    const next = changes[index + 1];
    const span = { from: at + earlyMs, until: next === undefined ? lesson.until : next.at - lateMs };
    return span.from < span.until ? [{ ...span, state }] : [];
  });
}
