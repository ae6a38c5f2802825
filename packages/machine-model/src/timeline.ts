// Pure: walks the changes of a machine's signals in order of time and says which state each stretch was.
// Promise: derived intervals continue each other, and depend on what was read and never on when it was looked at.
import type { Change, Horizon } from './change.ts';
import type { Derived, Sensed } from './deriveState.ts';
import { anyHolds, deriveState } from './deriveState.ts';
import type { Interval } from './intervals.ts';
import type { Profile } from './profile.ts';
import type { Reading, TimestampMs } from './reading.ts';
import type { Track } from './signal.ts';
import { decide, decidesLater, hear, restartTrack, startTrack } from './signal.ts';

/** A change with the item it belongs to. */
type ItemChange = Change & { readonly item: string };

/** The signals of one machine; everything before `through` has been derived. */
export interface Timeline {
  readonly through: TimestampMs;
  readonly tracks: Readonly<Record<string, Track>>;
  /** Certain changes at or after `through`. */
  readonly ahead: readonly ItemChange[];
  /** What the signals said just before `through`. */
  readonly sensed: Sensed;
  /** When a signal last changed. */
  readonly activeAt: TimestampMs;
}

/** Signals that have said nothing; the first derived interval begins at `at`. */
export function startTimeline(profile: Profile, at: TimestampMs): Timeline {
  const tracks = Object.fromEntries(profile.items.map((item) => [item.id, startTrack(item.signal)]));
  return { through: at, tracks, ahead: [], sensed: {}, activeAt: at };
}

/** The timeline after a gap in contact that ended at `at`: nothing from before it holds. */
export function restartTimeline(profile: Profile, timeline: Timeline, at: TimestampMs): Timeline {
  const fresh = startTimeline(profile, at);
  const tracks = profile.items.map((item) => {
    const track = timeline.tracks[item.id];
    return [item.id, track === undefined ? startTrack(item.signal) : restartTrack(item.signal, track)];
  });
  return { ...fresh, tracks: Object.fromEntries(tracks) };
}

/** Takes in readings in order, none earlier than `through`; an item the profile does not have is ignored. */
export function hearReadings(profile: Profile, timeline: Timeline, readings: readonly Reading[]): Timeline {
  if (readings.length === 0) return timeline;
  const tracks = { ...timeline.tracks };
  const ahead = [...timeline.ahead];
  for (const reading of readings) {
    const item = profile.items.find(({ id }) => id === reading.item);
    const track = tracks[reading.item];
    if (item === undefined || track === undefined) continue;
    const told = hear(item.signal, track, reading, reading.at);
    tracks[item.id] = told.track;
    for (const change of told.changes) ahead.push({ ...change, item: item.id });
  }
  return { ...timeline, tracks, ahead };
}

/** Derives every state that is certain by the horizon. */
export function derive(
  profile: Profile,
  timeline: Timeline,
  horizon: Horizon,
): { readonly timeline: Timeline; readonly intervals: readonly Interval[] } {
  const open = profile.items.filter(({ signal }) => decidesLater(signal));
  const tracks: Record<string, Track> = {};
  const ahead = [...timeline.ahead];
  let certain = horizon.through;
  for (const item of open) {
    const track = timeline.tracks[item.id] ?? startTrack(item.signal);
    const decided = decide(item.signal, track, horizon);
    tracks[item.id] = decided.track;
    for (const change of decided.changes) ahead.push({ ...change, item: item.id });
    certain = Math.min(certain, decided.certain);
  }
  const sorted = ahead.toSorted((a, b) => a.at - b.at);
  const all = open.length === 0 ? timeline.tracks : { ...timeline.tracks, ...tracks };
  return walk(profile, { ...timeline, tracks: all, ahead: sorted }, certain);
}

function walk(profile: Profile, from: Timeline, until: TimestampMs): ReturnType<typeof derive> {
  const intervals: Interval[] = [];
  const sensed = { ...from.sensed };
  let { through, activeAt } = from;
  let passed = 0;
  while (through < until) {
    for (let change = from.ahead[passed]; change !== undefined && change.at <= through; ) {
      if ((sensed[change.item] ?? null) !== change.value) {
        sensed[change.item] = change.value;
        activeAt = through;
      }
      passed += 1;
      change = from.ahead[passed];
    }
    const end = Math.min(until, from.ahead[passed]?.at ?? until);
    const stretch = stateFrom(profile, sensed, activeAt, { from: through, until: end });
    intervals.push(stretch);
    through = stretch.until;
  }
  return { timeline: { ...from, through, sensed, activeAt, ahead: from.ahead.slice(passed) }, intervals };
}

/** The state from an instant on, as long as it holds if no signal changes: a forgotten set-up ends by itself. */
function stateFrom(
  profile: Profile,
  sensed: Sensed,
  activeAt: TimestampMs,
  span: { readonly from: TimestampMs; readonly until: TimestampMs },
): Interval {
  const derived: Derived = deriveState(profile, sensed);
  const { afterMs, unless } = profile.forgottenSetup;
  const explicitSetup = derived.state === 'setup' && !derived.inferred;
  if (!explicitSetup || anyHolds(unless, profile, sensed)) return { ...span, ...derived };
  const forgottenAt = activeAt + afterMs;
  if (forgottenAt <= span.from) return { ...span, state: 'idle', inferred: true };
  return { from: span.from, until: Math.min(span.until, forgottenAt), ...derived };
}
