// Pure: a lamp that is on, off or flashing: three edges within a few seconds are one held state (standards E.1).
// Promise: flashing lasts from the first of its edges to the last; read too slowly to be seen flashing, a lamp is
// simply what it was at each reading.
import type { Change, Decided, Horizon, Told } from './change.ts';
import type { TimestampMs, Value } from './reading.ts';

/** The lamp was lit or dark from `at` on; an `edge` unless it was first seen so. */
interface Phase {
  readonly at: TimestampMs;
  readonly lit: boolean;
  readonly edge: boolean;
}

/** The phases that are not told yet, after `before` which are kept because a flash may reach back to them. */
export interface LampTrack {
  readonly kind: 'lamp';
  readonly phases: readonly Phase[];
  readonly before: number;
}

/** A lamp never seen. */
export const startLamp: LampTrack = { kind: 'lamp', phases: [], before: 0 };

/** Takes in a boolean or 0/1; anything else is no data. */
export function hearLamp(withinMs: number, track: LampTrack, value: Value, at: TimestampMs): Told<LampTrack> {
  const lit = value === 1 ? true : value === 0 ? false : value;
  if (typeof lit !== 'boolean') {
    const ended = decideLamp(withinMs, track, { through: at, last: true });
    return { track: startLamp, changes: [...ended.changes, { at, value: null }] };
  }
  const kept = track.phases.filter((phase) => phase.at < at);
  const replaced = kept.length < track.phases.length;
  const previous = kept.at(-1);
  if (previous?.lit === lit) return { track: replaced ? { ...track, phases: kept } : track, changes: [] };
  const phase: Phase = { at, lit, edge: previous !== undefined };
  return { track: { ...track, phases: [...kept, phase] }, changes: [] };
}

/** Tells every phase that can no longer turn out to be otherwise. */
export function decideLamp(withinMs: number, track: LampTrack, horizon: Horizon): Decided<LampTrack> {
  const { phases } = track;
  const changes: Change[] = [];
  let told = track.before;
  while (told < phases.length) {
    const look = lookOf(phases, told, withinMs, horizon);
    const phase = phases[told];
    if (look === null || phase === undefined) break;
    changes.push({ at: phase.at, value: look });
    told += 1;
  }
  const open = phases[told];
  const from = Math.max(0, told - 2);
  const isAsBefore = from === 0 && told === track.before;
  return {
    track: isAsBefore ? track : { kind: 'lamp', phases: phases.slice(from), before: told - from },
    changes,
    certain: open === undefined ? horizon.through : Math.min(open.at, horizon.through),
  };
}

/** How the lamp looked in a phase, or null while that is open. */
function lookOf(phases: readonly Phase[], index: number, withinMs: number, horizon: Horizon): Value {
  const phase = phases[index];
  if (phase === undefined) return null;
  const steady = phase.lit ? 'on' : 'off';
  const [previous, next, second] = [phases[index - 1], phases[index + 1], phases[index + 2]];
  // Three edges belong together when the first and the third are close; this phase lies after the first or the second.
  const togetherWithPrevious =
    previous?.edge === true && next !== undefined && next.at - previous.at <= withinMs;
  const togetherWithNext = phase.edge && second !== undefined && second.at - phase.at <= withinMs;
  if (togetherWithPrevious || togetherWithNext) return 'flashing';
  if (horizon.last)
    return next === undefined && heldFlashing(phases, index, withinMs, horizon) ? 'flashing' : steady;
  const canStillFlash = phase.edge && second === undefined && horizon.through <= phase.at + withinMs;
  const mayBeReplaced = next === undefined && horizon.through <= phase.at;
  return canStillFlash || mayBeReplaced ? null : steady;
}

/** The last phase of a lamp that was flashing and whose next edge is not overdue by the pace of its flashes. */
function heldFlashing(phases: readonly Phase[], index: number, withinMs: number, horizon: Horizon): boolean {
  const [first, second, third] = [phases[index - 2], phases[index - 1], phases[index]];
  if (first?.edge !== true || second === undefined || third === undefined) return false;
  const pace = Math.max(second.at - first.at, third.at - second.at);
  const due = Math.min(second.at + withinMs, third.at + 2 * pace);
  return third.at - first.at <= withinMs && horizon.through <= due;
}
