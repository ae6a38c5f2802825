// What goes out within one session, and in which order: births, changed status, then live changes with a parcel of each
// machine at most between them. Promise: a change of state never waits behind a backlog.
import type { Evidence, LiveState } from '@nakamawashi/machine-model';
import type { Clock, MqttConnection } from '@nakamawashi/runtime';
import {
  type Births,
  type BornSession,
  birth,
  deviceData,
  liveMetrics,
  type Metric,
  type MetricValue,
  mayBeBorn,
  nodeData,
  type OpenedSession,
  type Outgoing,
  type SharingLevel,
  withinSharing,
} from '@nakamawashi/sparkplug';
import type { HandOver } from './handOver.ts';

/** A machine that leaves the building, and how it is now. */
interface SharedMachine {
  readonly id: string;
  readonly level: SharingLevel;
  readonly evidence: Evidence;
  live(): LiveState;
}

/** Where everything that goes out comes from. */
export interface Sources {
  readonly clock: Clock;
  readonly handOver: HandOver;
  machines(): readonly SharedMachine[];
  births(): Births;
  /** The node's changing metrics, with values as of now. */
  status(): readonly Metric[];
}

/** One connection and what has been said over it. */
export interface Session {
  readonly connection: MqttConnection;
  opened: OpenedSession;
  /** Null until the births are out. */
  born: BornSession | null;
  wantsBirth: boolean;
  /** The live state each machine was last published with. */
  readonly shown: Map<string, LiveState>;
  /** The node's metrics as they were last published, and when they were last looked at. */
  readonly status: Map<string | null, MetricValue>;
  statusAt: number;
  /** Something happened that the host should know at once. */
  isStatusDue: boolean;
}

const statusEveryMs = 10_000;

/** A session in which nothing has been said yet. */
export function openSpeech(connection: MqttConnection, opened: OpenedSession): Session {
  return {
    connection,
    opened,
    born: null,
    wantsBirth: true,
    shown: new Map(),
    status: new Map(),
    statusAt: 0,
    isStatusDue: false,
  };
}

/** Sends what there is to send now. Returns whether there may be more at once; in between, what came in is heard. */
export async function speak(sources: Sources, session: Session): Promise<boolean> {
  if (session.wantsBirth && mayBeBorn(session.born ?? session.opened)) await beBorn(sources, session);
  if (session.born === null) return false;
  await sendStatus(sources, session);
  await sendLive(sources, session);
  let isMore = false;
  for (const machine of sources.machines()) {
    if (!(await sendParcel(sources, session, machine))) continue;
    isMore = true;
    // Something may have changed while the parcel was on its way; where none was sent nothing was waited for.
    await sendLive(sources, session);
  }
  return isMore;
}

async function beBorn(
  { clock, births, machines, handOver, status }: Sources,
  session: Session,
): Promise<void> {
  session.wantsBirth = false;
  for (const machine of machines()) session.shown.set(machine.id, machine.live());
  for (const { name, value } of status()) session.status.set(name, value);
  session.statusAt = clock.monotonicMs();
  const [born, messages] = birth(session.born ?? session.opened, births(), clock.now());
  session.born = born;
  for (const message of messages) await session.connection.publish(message);
  handOver.restart();
}

async function sendLive({ clock, machines }: Sources, session: Session): Promise<void> {
  for (const { id, level, evidence, live } of machines()) {
    if (level !== 'live') continue;
    const now = live();
    const before = session.shown.get(id);
    if (now.state === before?.state && now.inferred === before.inferred && now.since === before.since)
      continue;
    session.shown.set(id, now);
    const metrics = liveMetrics({ ...now, evidence });
    await send(session, (born) => deviceData(born, id, metrics, clock.now()));
  }
}

async function sendParcel(
  { clock, handOver }: Sources,
  session: Session,
  { id, level }: SharedMachine,
): Promise<boolean> {
  const parcel = handOver.next(id);
  if (parcel === null) return false;
  const metrics = withinSharing(level, parcel.metrics);
  await send(session, (born) => deviceData(born, id, metrics, clock.now()));
  parcel.sent();
  return true;
}

async function sendStatus({ clock, status }: Sources, session: Session): Promise<void> {
  const at = clock.monotonicMs();
  if (at - session.statusAt < statusEveryMs && !session.isStatusDue) return;
  session.statusAt = at;
  session.isStatusDue = false;
  const changed = status().filter(({ name, value }) => session.status.get(name) !== value);
  if (changed.length === 0) return;
  for (const { name, value } of changed) session.status.set(name, value);
  await send(session, (born) => nodeData(born, changed, clock.now()));
}

async function send(
  session: Session,
  make: (born: BornSession) => readonly [BornSession, Outgoing],
): Promise<void> {
  if (session.born === null) throw new Error('BUG: data before a birth');
  const [born, message] = make(session.born);
  session.born = born;
  await session.connection.publish(message);
}
