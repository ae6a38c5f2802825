// Pure: what a simulated machine does when: a seeded working day, a periodic pattern, or a recording. Segments are
// half-open, contiguous and follow from the script alone, so that a test can tally them without any machine.
import type { MachineState, Span, TimestampMs } from '@nakamawashi/machine-model';
import { dayBounds, localDate } from '@nakamawashi/machine-model';
import { type Recording, recordedSegments } from './recording.ts';
import type { Segment } from './segment.ts';
import { shiftScript } from './shiftScript.ts';
import type { WorkKind } from './workHabits.ts';

export interface DayScript {
  readonly kind: 'day';
  readonly seed: number;
  readonly work: WorkKind;
  readonly timeZone: string;
  /** The machine lives this much ahead of the clock, in milliseconds; 0 when absent. */
  readonly aheadMs?: number | undefined;
}

/** Steps repeat from `epoch` on, in both directions; each lasts at least one millisecond. */
export interface PatternScript {
  readonly kind: 'pattern';
  readonly epoch: TimestampMs;
  readonly steps: readonly (readonly [state: MachineState, ms: number])[];
}

/** The recorded instant `playsFrom` is shown at `startsAt`; `speed` recorded milliseconds pass per millisecond. */
export interface RecordingScript {
  readonly kind: 'recording';
  readonly recording: Recording;
  readonly playsFrom: TimestampMs;
  readonly startsAt: TimestampMs;
  readonly speed: number;
}

export type Script = DayScript | PatternScript | RecordingScript;

/** Whole segments that touch the span, in order and without a hole; the first and last may reach beyond it. */
export function wholeSegments(script: Script, span: Span): readonly Segment[] {
  if (span.until <= span.from) return [];
  switch (script.kind) {
    case 'day':
      return touching(daySegments(script, span), span);
    case 'pattern':
      return patternSegments(script, span);
    case 'recording':
      return touching(playedSegments(script), span);
  }
}

/** The script's segments cut to the span: contiguous, and covering it exactly. */
export function segments(script: Script, span: Span): readonly Segment[] {
  return wholeSegments(script, span).map((segment) =>
    segment.from >= span.from && segment.until <= span.until
      ? segment
      : { ...segment, from: Math.max(segment.from, span.from), until: Math.min(segment.until, span.until) },
  );
}

/** The whole segment that holds the instant. */
export function segmentAt(script: Script, at: TimestampMs): Segment {
  const [segment] = wholeSegments(script, { from: at, until: at + 1 });
  if (segment === undefined) throw new Error('BUG: a script leaves an instant without a segment');
  return segment;
}

/** The script's state at an instant. */
export function stateAt(script: Script, at: TimestampMs): MachineState {
  return segmentAt(script, at).state;
}

function daySegments(script: DayScript, span: Span): readonly Segment[] {
  const { seed, work: kind, timeZone, aheadMs = 0 } = script;
  const all: Segment[] = [];
  let at = span.from + aheadMs;
  while (at < span.until + aheadMs) {
    const date = localDate(at, timeZone);
    for (const segment of shiftScript({ seed, kind, date, timeZone })) {
      all.push({ ...segment, from: segment.from - aheadMs, until: segment.until - aheadMs });
    }
    at = dayBounds(date, timeZone).until;
  }
  return all;
}

function patternSegments(script: PatternScript, span: Span): readonly Segment[] {
  const period = script.steps.reduce((sum, [, ms]) => sum + ms, 0);
  if (!(period > 0)) throw new Error('BUG: a pattern script needs steps that last');
  const all: Segment[] = [];
  let from = script.epoch + Math.floor((span.from - script.epoch) / period) * period;
  while (from < span.until) {
    for (const [state, ms] of script.steps) {
      if (from + ms > span.from && from < span.until) {
        all.push({ from, until: from + ms, state, cause: 'pattern' });
      }
      from += ms;
    }
  }
  return all;
}

function playedSegments(script: RecordingScript): readonly Segment[] {
  const played = (at: TimestampMs): TimestampMs =>
    script.startsAt + Math.round((at - script.playsFrom) / script.speed);
  const shown = recordedSegments(script.recording)
    .map((segment) => ({ ...segment, from: played(segment.from), until: played(segment.until) }))
    .filter((segment) => segment.until > segment.from);
  const first = shown.at(0)?.from ?? script.startsAt;
  const last = shown.at(-1)?.until ?? script.startsAt;
  return [notRecorded(Number.MIN_SAFE_INTEGER, first), ...shown, notRecorded(last, Number.MAX_SAFE_INTEGER)];
}

function notRecorded(from: TimestampMs, until: TimestampMs): Segment {
  return { from, until, state: 'unknown', cause: 'not recorded' };
}

function touching(all: readonly Segment[], span: Span): readonly Segment[] {
  return all.filter((segment) => segment.until > span.from && segment.from < span.until);
}
