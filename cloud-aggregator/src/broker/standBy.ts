// A stand-by for the host of an external broker: it watches STATE, and takes the link only while nobody else has it.
// The first host takes the link back by its return, because both sign in under one client id and the broker ends the
// older.
import { type Clock, connectMqtt, endpointPassword, type MqttEndpoint } from '@nakamawashi/runtime';
import { readState, stateTopic } from '@nakamawashi/sparkplug';
import type { AccessScope } from './accessRules.ts';
import type { HostLink } from './hostLink.ts';

export interface StandByOptions {
  readonly endpoint: MqttEndpoint;
  readonly scope: AccessScope;
  readonly clock: Clock;
  /** Told each time the watch begins. */
  onWatching(): void;
  /** Waited for before the link is taken. */
  onTaking(): Promise<void>;
}

/** How long the host must be away, in ms: a host that only lost its line is back within this time. */
const patienceMs = 10_000;
const lookMs = 200;

/** The same link, held only after the host has been offline, or never there, for ten seconds. */
export function standingBy(link: HostLink, options: StandByOptions): HostLink {
  return async (session, signal) => {
    options.onWatching();
    await hostIsAway(options, signal);
    if (signal.aborted) return;
    await options.onTaking();
    await link(session, signal);
  };
}

/** Resolves when the host is away or the signal is aborted; throws when the broker is lost. */
async function hostIsAway(options: StandByOptions, signal: AbortSignal): Promise<void> {
  const { endpoint, scope, clock } = options;
  let awaySinceMs: number | null = clock.monotonicMs();
  const connection = await connectMqtt({
    url: endpoint.url,
    clientId: `host-${scope.host}-stand-by`,
    username: endpoint.username,
    password: endpointPassword(endpoint),
    tls: endpoint.tls,
    onMessage: (topic, payload) => {
      if (topic !== stateTopic(scope.host)) return;
      awaySinceMs = readState(payload)?.online === true ? null : (awaySinceMs ?? clock.monotonicMs());
    },
  });
  let isLost = false;
  void connection.closed.then(() => {
    isLost = true;
  });
  try {
    await connection.subscribe([{ topic: stateTopic(scope.host), qos: 1 }]);
    while (!signal.aborted && (awaySinceMs === null || clock.monotonicMs() - awaySinceMs < patienceMs)) {
      if (isLost) throw new Error('the broker closed the connection of the stand-by');
      await clock.sleep(lookMs, signal).catch(() => undefined);
    }
  } finally {
    await connection.end().catch(() => undefined);
  }
}
