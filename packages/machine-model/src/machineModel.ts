// Pure: the one step machine of the house: readings in, settled intervals out.
// Promise: settled intervals continue each other without hole or overlap from the start and are never revised;
// what nobody saw is unknown; the order of steps that tell the same story never changes a total (standards D.7).
import type { Horizon } from './change.ts';
import type { Debounced } from './debounce.ts';
import { debounce, startDebounce } from './debounce.ts';
import type { Arrival } from './inbox.ts';
import { receive, takeDue } from './inbox.ts';
import type { Interval } from './intervals.ts';
import type { MachineState } from './machineState.ts';
import type { Profile } from './profile.ts';
import type { Reading, TimestampMs } from './reading.ts';
import type { Timeline } from './timeline.ts';
import { canTimeDecide, derive, hearReadings, restartTimeline, startTimeline } from './timeline.ts';

/** Everything known about one machine between two steps. */
export interface MachineModel {
  readonly profile: Profile;
  /** The latest time any step named. */
  readonly now: TimestampMs;
  /** The last proof of contact, or null while there is none. */
  readonly contact: TimestampMs | null;
  /** No reading takes effect before this. */
  readonly floor: TimestampMs;
  readonly inbox: readonly Arrival[];
  /** The last reading of each item; still true after a silence, but not after a loss of contact. */
  readonly latest: Readonly<Record<string, Reading>>;
  readonly timeline: Timeline;
  readonly debounced: Debounced;
}

/** The model after a step and the intervals that became certain in it. */
export interface ModelStep {
  readonly model: MachineModel;
  readonly settled: readonly Interval[];
}

/** The state to show now, and since when. */
export interface LiveState {
  readonly state: MachineState;
  readonly inferred: boolean;
  readonly since: TimestampMs;
}

/** What a counter did that no counter should, since the model started. */
export interface CounterOddities {
  readonly item: string;
  readonly resets: number;
  readonly discarded: number;
}

/** A model that knows nothing yet; its account begins at `at`. */
export function startModel(profile: Profile, at: TimestampMs): MachineModel {
  return {
    profile,
    now: at,
    contact: null,
    floor: at,
    inbox: [],
    latest: {},
    timeline: startTimeline(profile, at),
    debounced: startDebounce(at),
  };
}

/** Takes in a batch of readings; it proves, also when empty, contact with the machine at `at` (arrival, our clock). */
export function observe(model: MachineModel, readings: readonly Reading[], at: TimestampMs): ModelStep {
  const step = advance(model, at);
  const met = step.model.contact === null ? resume(step.model) : step.model;
  const tellingItems = tellingOf(model.profile);
  const told = readings.filter(({ item }) => tellingItems.has(item));
  const inbox = receive(met.inbox, told, met.now, met.floor);
  return { model: { ...met, contact: met.now, inbox }, settled: step.settled };
}

/** Time passed and nothing was read; silence longer than the profile allows is unknown since the last contact. */
export function advance(model: MachineModel, at: TimestampMs): ModelStep {
  const now = Math.max(at, model.now);
  const { contact, profile } = model;
  if (contact === null) return unknownUntil(model, now);
  if (now - contact > profile.staleAfterMs) return endContact(model, contact, now);
  if (now === contact) return { model, settled: [] };
  // Only what was in contact before this instant is complete: more of the batch of `contact` itself may have followed.
  const through = Math.max(model.floor, contact - profile.lateMs);
  return settle({ ...model, now, floor: through }, { through, last: false });
}

/** The driver lost the machine: unknown since the last proof of contact, and nothing it said before holds any more. */
export function loseContact(model: MachineModel, at: TimestampMs): ModelStep {
  const now = Math.max(at, model.now);
  const step = model.contact === null ? unknownUntil(model, now) : endContact(model, model.contact, now);
  return { model: { ...step.model, latest: {} }, settled: step.settled };
}

/** The state to show now: what the newest readings say, debounced, though not all of it is settled. */
export function liveState(model: MachineModel): LiveState {
  return lookAtLive(model).live;
}

/** The live state, and whether it stays so until something is read or contact is lost, however much time passes. */
export function lookAtLive(model: MachineModel): { readonly live: LiveState; readonly lasts: boolean } {
  const { debounced, contact, timeline, profile } = model;
  if (contact === null) {
    const since = debounced.state === 'unknown' ? debounced.since : timeline.through;
    return { live: { state: 'unknown', inferred: false, since }, lasts: false };
  }
  const shown = settle(model, { through: model.now + 1, last: true }).model.debounced;
  const { state, inferred, since } = shown;
  const isOpen = shown.candidate.length > 0 || state === 'setup' || canTimeDecide(profile);
  return { live: { state, inferred, since }, lasts: !isOpen };
}

/** The end of the last settled interval, or the start. */
export function settledThrough(model: MachineModel): TimestampMs {
  return model.debounced.settled;
}

/** The counters of this machine that were reset or jumped beyond belief. */
export function counterOddities(model: MachineModel): readonly CounterOddities[] {
  return Object.entries(model.timeline.tracks).flatMap(([item, track]) => {
    if (track.kind !== 'pulse' || track.resets + track.discarded === 0) return [];
    return [{ item, resets: track.resets, discarded: track.discarded }];
  });
}

const telling = new WeakMap<Profile, ReadonlySet<string>>();

/**
 * The items that some rule of the profile asks for: whatever the others say, no state comes of it. Where a set-up can
 * be forgotten all of them tell, because any change is a sign of life.
 */
function tellingOf(profile: Profile): ReadonlySet<string> {
  const known = telling.get(profile);
  if (known !== undefined) return known;
  const rules = profile.states.flatMap(({ when, unless }) => [...Object.keys(when), ...Object.keys(unless)]);
  const hasSetup = profile.states.some(({ state }) => state === 'setup');
  const items = new Set(hasSetup ? profile.items.map(({ id }) => id) : rules);
  telling.set(profile, items);
  return items;
}

function settle(model: MachineModel, horizon: Horizon): ModelStep {
  const { due, waiting } = takeDue(model.inbox, horizon.through);
  let { latest } = model;
  if (due.length > 0) latest = { ...latest, ...Object.fromEntries(due.map((each) => [each.item, each])) };
  const heard = hearReadings(model.profile, model.timeline, due);
  const { timeline, intervals } = derive(model.profile, heard, horizon);
  return account({ ...model, inbox: waiting, latest, timeline }, intervals);
}

function account(model: MachineModel, intervals: readonly Interval[]): ModelStep {
  if (intervals.length === 0) return { model, settled: [] };
  const settled: Interval[] = [];
  let debounced = model.debounced;
  for (const interval of intervals) {
    const step = debounce(debounced, interval, model.profile.minimumMs);
    settled.push(...step.settled);
    debounced = step.debounced;
  }
  return { model: { ...model, debounced }, settled };
}

function endContact(model: MachineModel, contact: TimestampMs, now: TimestampMs): ModelStep {
  const ended = settle(model, { through: contact, last: true });
  const gap = unknownUntil({ ...ended.model, contact: null }, now);
  return { model: gap.model, settled: [...ended.settled, ...gap.settled] };
}

function unknownUntil(model: MachineModel, now: TimestampMs): ModelStep {
  const from = model.timeline.through;
  const gap: Interval[] = from < now ? [{ from, until: now, state: 'unknown', inferred: false }] : [];
  const timeline = restartTimeline(model.profile, model.timeline, now);
  return account({ ...model, now, floor: now, timeline }, gap);
}

function resume(model: MachineModel): MachineModel {
  const remembered = Object.values(model.latest).map((reading) => ({ ...reading, at: model.now }));
  return { ...model, timeline: hearReadings(model.profile, model.timeline, remembered) };
}
