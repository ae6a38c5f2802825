// The agent's side of the wire: one Sparkplug session after another, each with its own connection, Will and bdSeq.
// A machine that cannot be reached is not reported dead (DDEATH): its state is `unknown`, a value, and its slots go on.
// Follows wire.md, "Sessions", and Sparkplug 3.0 section 5.4 (primary host, rebirth, intentional disconnect).
import type { TimestampMs } from '@nakamawashi/machine-model';
import {
  connectMqtt,
  endpointPassword,
  type Log,
  type MqttConnection,
  messageOf,
  supervise,
} from '@nakamawashi/runtime';
import {
  type BornSession,
  type EdgeEvent,
  edgeSubscriptions,
  nextBdSeq,
  nodeDeath,
  openSession,
  receiveAtEdge,
} from '@nakamawashi/sparkplug';
import { type Bell, hangBell } from './bell.ts';
import type { EdgeConfig } from './config.ts';
import type { SessionCounter } from './sessionCounter.ts';
import type { SendingMode } from './sharing/withholding.ts';
import { openSpeech, type Session, type Sources, speak } from './speak.ts';

/** How the way to the host is. */
export interface Link {
  /** `waiting`: connected, but the host is not there. `stopped`: not connected, because the owner wants it so. */
  readonly state: 'offline' | 'waiting' | 'born' | 'stopped';
  /** Why it is not `born`, or null. */
  readonly problem: string | null;
  readonly since: number;
}

/** What publishing needs. */
export interface Wire extends Sources {
  /** As it holds now; read once a session. */
  config(): EdgeConfig;
  readonly log: Log;
  readonly counter: SessionCounter;
  /** What the owner lets out now; whenever it changes, the session ends and another begins. */
  sending(): SendingMode;
  /** The host's time as a message carried it; fresh unless the broker may have kept the message. */
  onHostTime(at: TimestampMs, isFresh: boolean): void;
  /** Whether to be born again so that the host answers with its time. */
  shouldAskHost(): boolean;
  /** Slots of a machine were set aside: the clock that dated them was ahead. */
  onSetAside(): void;
}

/** The agent's side of the wire. */
export interface Publisher {
  /** One session after another until aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Something may have to be sent. */
  ring(): void;
  /** The host has to be told anew; with another session if what may be sent, or the way to the host, is another. */
  configChanged(isSessionNew: boolean): void;
  link(): Link;
}

interface Publishing {
  readonly wire: Wire;
  readonly bell: Bell;
  /** Counts what ends a session and what asks for a birth. */
  readonly news: { sessions: number; births: number };
  setLink(state: Link['state'], problem: string | null): void;
}

type Message = readonly [topic: string, payload: Uint8Array];

const backoff = { firstMs: 500, maxMs: 15_000 };
/** Without a ring everything is looked at this often. */
const lookEveryMs = 1_000;
/** Between two rounds of a backlog, so that receipts and rebirth requests get in. */
const breathMs = 1;
const farewellMs = 2_000;
const hostIsAway = 'the host is not there';
const sendingChanged = 'what is sent, or to whom, was changed';

/** A publisher that has not connected yet. */
export function createPublisher(wire: Wire): Publisher {
  const { clock, log } = wire;
  const bell = hangBell(clock);
  const news = { sessions: 0, births: 0 };
  let link: Link = { state: 'offline', problem: 'not connected yet', since: clock.now() };
  const setLink = (state: Link['state'], problem: string | null): void => {
    const isChange = state !== link.state;
    if (isChange) log.info({ link: state, problem }, 'link to the host');
    link = { state, problem, since: isChange ? clock.now() : link.since };
  };
  return {
    ring: () => bell.ring(),
    configChanged: (isSessionNew) => {
      if (isSessionNew) news.sessions += 1;
      else news.births += 1;
      bell.ring();
    },
    link: () => link,
    run: (signal) =>
      supervise((running) => oneSession({ wire, bell, news, setLink }, running), {
        signal,
        clock,
        backoff,
        onFailure: (error, nextAttemptMs) => {
          const problem = messageOf(error);
          if (problem !== link.problem) log.warn({ problem, nextAttemptMs }, 'no session');
          setLink('offline', problem);
        },
      }),
  };
}

async function oneSession(publishing: Publishing, signal: AbortSignal): Promise<void> {
  const { bell, news, wire: always } = publishing;
  await whileStopped(publishing, signal);
  if (signal.aborted) return;
  const mode = always.sending();
  const begunWith = { ...news };
  const isStillAllowed = (): boolean => always.sending() === mode && news.sessions === begunWith.sessions;
  // Paused, the box speaks of itself alone: its machines do not exist outside.
  const machines = mode === 'open' ? always.machines() : [];
  const wire: Wire = { ...always, machines: () => machines };
  const { consortium: group, workshop, primaryHost, broker } = wire.config();
  const bdSeq = nextBdSeq(wire.counter.last());
  const opened = openSession({ group, node: workshop.id, primaryHost }, bdSeq);
  const inbound: Message[] = [];
  const connection = await connectMqtt({
    ...broker,
    password: endpointPassword(broker),
    clientId: `nakamawashi-${workshop.id}`,
    will: opened.will,
    onConnectSent: () => wire.counter.sent(bdSeq),
    onMessage: (topic, payload) => {
      inbound.push([topic, payload]);
      bell.ring();
    },
  });
  const ended = whenOver(connection, bell);
  const session = openSpeech(onlyWhile(connection, isStillAllowed), opened);
  try {
    const devices = machines.map(({ id }) => id);
    await connection.subscribe(edgeSubscriptions(opened.identity, devices));
    publishing.setLink('waiting', hostIsAway);
    while (!signal.aborted) {
      ended.throwIfOver();
      if (!isStillAllowed()) throw new Error(sendingChanged);
      if (news.births !== begunWith.births) {
        begunWith.births = news.births;
        session.wantsBirth = true;
      }
      if (session.born !== null && wire.shouldAskHost()) session.wantsBirth = true;
      for (const message of inbound.splice(0)) hear(publishing, session, message);
      const isMore = await speak(wire, session);
      if (session.born !== null) publishing.setLink('born', null);
      await bell.wait(isMore ? breathMs : lookEveryMs, signal);
    }
  } finally {
    if (!ended.isOver()) await farewell(wire, { ...session, connection });
  }
}

async function whileStopped({ wire, bell, setLink }: Publishing, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && wire.sending() === 'stopped') {
    setLink('stopped', null);
    await bell.wait(lookEveryMs, signal);
  }
}

/** The one door for what is said in a session: shut at the moment the owner decides otherwise, also between births. */
function onlyWhile(connection: MqttConnection, isAllowed: () => boolean): MqttConnection {
  return {
    ...connection,
    publish: async (message) => {
      if (!isAllowed()) throw new Error(sendingChanged);
      await connection.publish(message);
    },
  };
}

function whenOver(connection: MqttConnection, bell: Bell): { isOver(): boolean; throwIfOver(): void } {
  let over: { readonly cause: Error | null } | null = null;
  void connection.closed.then((cause) => {
    over = { cause };
    bell.ring();
  });
  return {
    isOver: () => over !== null,
    throwIfOver: () => {
      if (over === null) return;
      const { cause } = over;
      throw new Error(cause?.message ?? 'the connection to the broker is over', { cause });
    },
  };
}

function hear(publishing: Publishing, session: Session, [topic, payload]: Message): void {
  const heard = receiveAtEdge(session.born ?? session.opened, topic, payload);
  if (session.born === null) session.opened = heard.session;
  else session.born = heard.session as BornSession;
  for (const event of heard.events) act(publishing, session, event);
}

function act({ wire, setLink }: Publishing, session: Session, event: EdgeEvent): void {
  switch (event.kind) {
    case 'host':
      wire.onHostTime(event.at, false);
      if (event.online) return;
      setLink('waiting', hostIsAway);
      // NDEATH, disconnect, and begin anew with the next bdSeq, as the standard wants it.
      if (session.born !== null) throw new Error(hostIsAway);
      return;
    case 'rebirth':
      session.wantsBirth = true;
      return;
    case 'hostTime':
      wire.onHostTime(event.at, true);
      return;
    case 'receipt':
      if (event.at !== null) wire.onHostTime(event.at, true);
      wire.handOver.receipt(event.machine, event.through);
      return;
    case 'refused':
      if (event.at !== null) wire.onHostTime(event.at, true);
      if (wire.handOver.refused(event.machine, event.from, event.at) === 0) return;
      wire.onSetAside();
      session.isStatusDue = true;
      return;
    case 'ignored':
      wire.log.debug({ reason: event.reason }, 'message ignored');
  }
}

/** Who leaves on purpose says so first, because a DISCONNECT makes the broker forget the Will. */
async function farewell({ clock }: Wire, { connection, opened, born }: Session): Promise<void> {
  const leave = async (): Promise<void> => {
    if (born !== null) await connection.publish(nodeDeath(opened));
    await connection.end();
  };
  await Promise.race([leave().catch(() => undefined), clock.sleep(farewellMs)]);
  connection.drop();
}
