// Reads a script at a moving instant without working out the whole day each time; promises the same answer as
// `segmentAt` for every instant.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type Script, wholeSegments } from './script.ts';
import type { Segment } from './segment.ts';

/** A function from an instant to its whole segment; quick while the instant moves on by little. */
export function playScript(script: Script): (at: TimestampMs) => Segment {
  const aheadMs = 3_600_000;
  let known: readonly Segment[] = [];
  return (at) => {
    const found = known.find((segment) => at >= segment.from && at < segment.until);
    if (found !== undefined) return found;
    known = wholeSegments(script, { from: at, until: at + aheadMs });
    const [first] = known;
    if (first === undefined) throw new Error('BUG: a script leaves an instant without a segment');
    return first;
  };
}
