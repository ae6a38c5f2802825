// Pure: walks the changes of a machine's signals in order of time and says which state each stretch was.
// Promise: derived intervals continue each other, and depend on what was read and never on when it was looked at.
import type { Change, Horizon } from './change.ts';
import type { Derived, Sensed } from './deriveState.ts';
import { anyHolds, deriveState } from './deriveState.ts';
import type { Interval } from './intervals.ts';
import type { DataItem, Profile } from './profile.ts';
import type { Reading, TimestampMs, Value } from './reading.ts';
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
  const { byId } = itemsOf(profile);
  const changed = new Map<string, Track>();
  const ahead = [...timeline.ahead];
  for (const reading of readings) {
    const item = byId.get(reading.item);
    const track = changed.get(reading.item) ?? timeline.tracks[reading.item];
    if (item === undefined || track === undefined) continue;
    const told = hear(item.signal, track, reading, reading.at);
    if (told.track !== track) changed.set(item.id, told.track);
    for (const { at, value } of told.changes) ahead.push({ at, value, item: item.id });
  }
  return { ...timeline, tracks: withTracks(timeline.tracks, changed), ahead };
}

/** Derives every state that is certain by the horizon. */
export function derive(
  profile: Profile,
  timeline: Timeline,
  horizon: Horizon,
): { readonly timeline: Timeline; readonly intervals: readonly Interval[] } {
  const { open } = itemsOf(profile);
  if (open.length === 0)
    return walk(profile, { ...timeline, ahead: inOrder(timeline.ahead) }, horizon.through);
  const changed = new Map<string, Track>();
  const ahead = [...timeline.ahead];
  let certain = horizon.through;
  for (const item of open) {
    const track = timeline.tracks[item.id] ?? startTrack(item.signal);
    const decided = decide(item.signal, track, horizon);
    if (decided.track !== track) changed.set(item.id, decided.track);
    for (const { at, value } of decided.changes) ahead.push({ at, value, item: item.id });
    certain = Math.min(certain, decided.certain);
  }
  const tracks = withTracks(timeline.tracks, changed);
  return walk(profile, { ...timeline, tracks, ahead: inOrder(ahead) }, certain);
}

function withTracks(tracks: Timeline['tracks'], changed: ReadonlyMap<string, Track>): Timeline['tracks'] {
  return changed.size === 0 ? tracks : { ...tracks, ...Object.fromEntries(changed) };
}

interface Items {
  readonly byId: ReadonlyMap<string, DataItem>;
  /** Those that time alone can decide. */
  readonly open: readonly DataItem[];
}

const sorted = new WeakMap<Profile, Items>();

/** The items by what is asked for at every step of every machine, so sorted once for a profile. */
function itemsOf(profile: Profile): Items {
  const known = sorted.get(profile);
  if (known !== undefined) return known;
  const items = {
    byId: new Map(profile.items.map((item) => [item.id, item])),
    open: profile.items.filter(({ signal }) => decidesLater(signal)),
  };
  sorted.set(profile, items);
  return items;
}

/** Whether this type of machine has signals that time alone can decide. */
export function canTimeDecide(profile: Profile): boolean {
  return itemsOf(profile).open.length > 0;
}

function inOrder(changes: readonly ItemChange[]): readonly ItemChange[] {
  const isSorted = changes.every(({ at }, index) => at >= (changes[index - 1]?.at ?? at));
  return isSorted ? changes : changes.toSorted((a, b) => a.at - b.at);
}

function walk(profile: Profile, from: Timeline, until: TimestampMs): ReturnType<typeof derive> {
  const intervals: Interval[] = [];
  let { through, activeAt } = from;
  const changed: Record<string, Value> = {};
  let { sensed } = from;
  let passed = 0;
  while (through < until) {
    for (let change = from.ahead[passed]; change !== undefined && change.at <= through; ) {
      if ((sensed[change.item] ?? null) !== change.value) {
        if (sensed === from.sensed) sensed = Object.assign(changed, sensed);
        changed[change.item] = change.value;
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
  return {
    timeline: {
      ...from,
      through,
      sensed,
      activeAt,
      ahead: passed === 0 ? from.ahead : from.ahead.slice(passed),
    },
    intervals,
  };
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
  const { state, inferred } = derived;
  if (!explicitSetup || anyHolds(unless, profile, sensed))
    return { from: span.from, until: span.until, state, inferred };
  const forgottenAt = activeAt + afterMs;
  if (forgottenAt <= span.from) return { ...span, state: 'idle', inferred: true };
  return { from: span.from, until: Math.min(span.until, forgottenAt), ...derived };
}
