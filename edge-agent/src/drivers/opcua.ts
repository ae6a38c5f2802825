// OPC UA: one session and one subscription a machine, read-only: browse, translate, read, subscribe. The library is
// loaded here and only when a machine needs it. One node that cannot be had is one bad item; the server's clock,
// subscribed with the items, proves that data flows. Silence, a lost link or a doubt is an error thrown.
import type { Profile, Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Driver, Reachable } from './driver.ts';
import { type OpcuaEndpoint, opcuaEndpoint } from './opcua/address.ts';
import { type Calling, type Offer, readOffers } from './opcua/client.ts';
import { withContact } from './opcua/contact.ts';
import { type Identity, openIdentities } from './opcua/identity.ts';
import { openInbox } from './opcua/inbox.ts';
import { type Survey, survey } from './opcua/survey.ts';
import { openTurns, type Turns } from './opcua/turns.ts';
import { silenceMs, watchItems } from './opcua/watch.ts';

/** Opening a session is hard work for a small box: fifty at once are all late, and some too late. */
const openAtOnce = 4;
const longestTurnMs = 1_000;

/** A driver with an identity of its own in each agent's folder. */
export function opcuaDriver(): Driver {
  const identityOf = openIdentities();
  const distrusted = new Map<string, Set<string>>();
  const turns = openTurns(openAtOnce, longestTurnMs);
  return (machine, clock, signal) => {
    const items = distrusted.get(machine.id) ?? new Set();
    distrusted.set(machine.id, items);
    return subscribeTo(identityOf, machine, { clock, signal, distrusted: items, turns });
  };
}

interface Subscribing {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Items that this server did not report once. */
  readonly distrusted: Set<string>;
  readonly turns: Turns;
}

async function* subscribeTo(
  identityOf: (dataDir: string) => Promise<Identity>,
  machine: Reachable,
  { clock, signal, distrusted, turns }: Subscribing,
): AsyncGenerator<readonly Reading[]> {
  const opcua = await import('node-opcua-client');
  const endpoint = opcuaEndpoint.parse(machine.endpoint);
  const identity = await identityOf(machine.dataDir);
  const inbox = openInbox(clock);
  const over = new AbortController();
  const watching = {
    profile: machine.profile,
    machine: endpoint.machine ?? '',
    intervalMs: endpoint.intervalMs,
    inbox,
    distrusted,
    signal: AbortSignal.any([signal, over.signal]),
  };
  const opened = await turns.take(clock, signal);
  try {
    yield* withContact({ opcua, identity, endpoint, clock, onLost: inbox.fail }, async function* (contact) {
      await watchItems(contact, watching);
      opened();
      while (!signal.aborted) {
        contact.stillTrusted();
        yield await inbox.take(silenceMs, signal);
      }
    });
  } finally {
    opened();
    over.abort();
  }
}

/** What a conversation with a server is opened with; the folder holds our own key and whom we trust. */
export interface Caller {
  readonly endpoint: OpcuaEndpoint;
  readonly dataDir: string;
  readonly clock: Clock;
}

/** The ways in that a server offers. Throws when nobody answers. */
export async function askOffers(caller: Caller): Promise<readonly Offer[]> {
  return readOffers(await callingOf(caller));
}

/** What stands on a server. Throws when there is no connection. */
export async function askSurvey(caller: Caller, profiles: readonly Profile[]): Promise<Survey> {
  const answers = withContact(await callingOf(caller), async function* (contact) {
    yield await survey(contact, profiles);
  });
  for await (const answer of answers) return answer;
  throw new Error('BUG: a conversation without an answer');
}

async function callingOf({ endpoint, dataDir, clock }: Caller): Promise<Calling> {
  const opcua = await import('node-opcua-client');
  const identity = await openIdentities()(dataDir);
  return { opcua, identity, endpoint, clock, onLost: () => undefined };
}
