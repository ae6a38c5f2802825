// Pure: what a driver is: one function that yields the readings of one machine for as long as it is in contact.
// Promise: a driver never reconnects and never invents a value; contact lost is an error thrown to its caller.
import type { Profile, Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';

/** What a driver needs to know about its machine; `endpoint` is its protocol's own record, already checked. */
export interface Reachable {
  readonly id: string;
  readonly profile: Profile;
  readonly endpoint: unknown;
  /** The agent's own folder, for keys and certificates. */
  readonly dataDir: string;
}

/**
 * Yields readings until aborted; throws when contact is lost. Every batch, also an empty one, proves contact, so one
 * comes at least every two seconds. Reconnecting is the caller's business (`supervise`).
 */
export type Driver = (
  machine: Reachable,
  clock: Clock,
  signal: AbortSignal,
) => AsyncIterable<readonly Reading[]>;
