// Pure: the one step machine of the house: readings in, settled intervals out.
// Promise: settled intervals continue each other without hole or overlap from the start and are never revised;
// what nobody saw is unknown (standards D.7).
import type { Interval } from './intervals.ts';
import type { MachineState } from './machineState.ts';
import type { Profile } from './profile.ts';
import type { Reading, TimestampMs } from './reading.ts';

/** Everything known about one machine between two steps. */
export interface MachineModel {
  readonly profile: Profile;
  readonly now: TimestampMs;
  readonly settled: TimestampMs;
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

/** A model that knows nothing yet; its account begins at `at`. */
export function startModel(profile: Profile, at: TimestampMs): MachineModel {
  return { profile, now: at, settled: at };
}

/** Takes in a batch of readings; a batch, also an empty one, proves contact with the machine at `at` (arrival, our clock). */
export function observe(model: MachineModel, _readings: readonly Reading[], at: TimestampMs): ModelStep {
  return advance(model, at);
}

/** Time passed and nothing was read; silence longer than the profile allows is unknown since the last contact. */
export function advance(model: MachineModel, at: TimestampMs): ModelStep {
  const now = Math.max(at, model.now);
  if (now === model.settled) return { model, settled: [] };
  const settled: Interval[] = [{ from: model.settled, until: now, state: 'unknown', inferred: false }];
  return { model: { ...model, now, settled: now }, settled };
}

/** The driver lost the machine: unknown since the last proof of contact. */
export function loseContact(model: MachineModel, at: TimestampMs): ModelStep {
  return advance(model, at);
}

/** The state to show now. */
export function liveState(model: MachineModel): LiveState {
  return { state: 'unknown', inferred: false, since: model.settled };
}

/** The end of the last settled interval, or the start. */
export function settledThrough(model: MachineModel): TimestampMs {
  return model.settled;
}
