// Pure: the STATE messages by which a host application says that it is there.
// Promise: will, birth and every repetition of one connection carry the same timestamp.
// Follows Sparkplug B 3.0 sections 4.3 and 5.3 (tck-id-host-topic-phid-…, …-host-application-…).

import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Outgoing } from './outgoing.ts';
import { groupFilter, stateTopic } from './topic.ts';

/** What a STATE message says; the time is the host's, in ms since the epoch. */
export interface HostState {
  readonly online: boolean;
  readonly timestamp: TimestampMs;
}

/** The Will of a host's connection made at `at`. */
export function hostWill(host: string, at: TimestampMs): Outgoing {
  return stateMessage(host, { online: false, timestamp: at });
}

/** The first message of that connection, and its repetition whenever `isOwnOffline`; `at` is the Will's. */
export function hostBirth(host: string, at: TimestampMs): Outgoing {
  return stateMessage(host, { online: true, timestamp: at });
}

/** The farewell before an intended disconnect, at the present time. */
export function hostDeath(host: string, now: TimestampMs): Outgoing {
  return stateMessage(host, { online: false, timestamp: now });
}

/** What a host subscribes to before its birth: its own STATE, and the group's messages. */
export function hostSubscriptions(host: string, group: string): readonly { topic: string; qos: 0 | 1 }[] {
  return [
    { topic: stateTopic(host), qos: 1 },
    { topic: groupFilter(group), qos: 1 },
  ];
}

/** Whether a message is this host's own offline STATE, an old Will come late, which is answered by `hostBirth`. */
export function isOwnOffline(host: string, topic: string, payload: Uint8Array): boolean {
  return topic === stateTopic(host) && readState(payload)?.online === false;
}

/** The content of a STATE message, or null when it is not one. */
export function readState(payload: Uint8Array): HostState | null {
  if (payload.length > 1024) return null;
  try {
    const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof content !== 'object' || content === null) return null;
    const { online, timestamp } = content as Record<string, unknown>;
    if (typeof online !== 'boolean' || typeof timestamp !== 'number') return null;
    return Number.isSafeInteger(timestamp) && timestamp >= 0 ? { online, timestamp } : null;
  } catch {
    // Neither text nor JSON: not a STATE message, which is the answer.
    return null;
  }
}

function stateMessage(host: string, state: HostState): Outgoing {
  const payload = new TextEncoder().encode(JSON.stringify(state));
  return { topic: stateTopic(host), payload, qos: 1, retain: true };
}
