// A whole edge node without machines: it makes the slots of a span from its machines' scripts and hands them over by
// the same rules as a real agent (Sparkplug session, primary host, parcels, receipts; wire contract), until the host
// has acknowledged every one. For histories and load; it keeps nothing, so after its end the slots must be made again.
import { type Span, slotLengthMs as usualSlotLengthMs } from '@nakamawashi/machine-model';
import {
  type Clock,
  connectMqtt,
  type MqttConnection,
  type MqttOptions,
  supervise,
} from '@nakamawashi/runtime';
import {
  type BornSession,
  birth,
  deviceData,
  type EdgeEvent,
  type EdgeIdentity,
  edgeSubscriptions,
  isCatchUp,
  mayBeBorn,
  nextBdSeq,
  nodeDeath,
  type OpenedSession,
  openSession,
  parcelMetrics,
  receiveAtEdge,
} from '@nakamawashi/sparkplug';
import {
  type Backlog,
  isDelivered,
  nextParcel,
  openBacklog,
  parcelSent,
  receiptCame,
  refusalCame,
  sessionCame,
  timePassed,
} from './backlog.ts';
import { scriptSlots } from './scriptSlots.ts';
import { type WorkshopMachine, workshopBirths } from './workshopBirths.ts';

export interface SimulatedWorkshopOptions {
  readonly identity: EdgeIdentity;
  readonly displayName: string;
  /** Where the broker is, and as whom to sign in. */
  readonly broker: Pick<MqttOptions, 'url' | 'username' | 'password' | 'tls'>;
  readonly machines: readonly WorkshopMachine[];
  /** Only whole slots inside it are delivered; it should end in the past, or the host refuses the rest. */
  readonly span: Span;
  /** Milliseconds; five minutes by default. */
  readonly slotLengthMs?: number;
  /** 288 (a day of five-minute slots) by default. */
  readonly slotsPerParcel?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Told of every session that ended too early, with the wait before the next. */
  onFailure?(error: unknown, nextAttemptMs: number): void;
}

/** What was handed over, all machines together. */
export interface WorkshopReport {
  /** Slots made and acknowledged. */
  readonly slots: number;
  /** Parcels sent, repeats included. */
  readonly parcels: number;
  readonly sessions: number;
  /** Slots that the host refused because they lie in its future. */
  readonly refused: number;
}

/** Delivers the whole span. Throws only when `signal` is aborted first; it outlives broken connections. */
export async function simulatedWorkshop(options: SimulatedWorkshopOptions): Promise<WorkshopReport> {
  const { clock, span } = options;
  const lengthMs = options.slotLengthMs ?? usualSlotLengthMs;
  const backlogs = new Map(
    options.machines.map((machine) => {
      const slots = scriptSlots(machine, span, lengthMs);
      return [machine.id, openBacklog(slots, clock.monotonicMs())];
    }),
  );
  const workshop: Workshop = { options, lengthMs, backlogs, bdSeq: null, sessions: 0, parcels: 0 };
  const finished = new AbortController();
  const run = async (signal: AbortSignal): Promise<void> => {
    await runSession(workshop, signal);
    if (isFinished(workshop)) finished.abort();
  };
  await supervise(run, {
    clock,
    signal: AbortSignal.any([finished.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    backoff: { firstMs: 100, maxMs: 5000 },
    onFailure: (error, nextAttemptMs) => options.onFailure?.(error, nextAttemptMs),
  });
  if (!finished.signal.aborted) options.signal?.throwIfAborted();
  const all = [...backlogs.values()];
  return {
    slots: all.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    parcels: workshop.parcels,
    sessions: workshop.sessions,
    refused: all.reduce((sum, { refused }) => sum + refused, 0),
  };
}

interface Workshop {
  readonly options: SimulatedWorkshopOptions;
  readonly lengthMs: number;
  readonly backlogs: Map<string, Backlog>;
  /** Of the last CONNECT that was sent. */
  bdSeq: number | null;
  sessions: number;
  parcels: number;
}

/** One connection: its session as it stands, and what has arrived and waits to be handled. */
interface Link {
  session: OpenedSession;
  born: BornSession | null;
  events: EdgeEvent[];
  /** Ends the present pause. */
  wake: () => void;
}

function isFinished({ backlogs }: Workshop): boolean {
  return [...backlogs.values()].every(isDelivered);
}

/** Runs one session until all is delivered. Throws when the connection or the primary host is lost before. */
async function runSession(workshop: Workshop, signal: AbortSignal): Promise<void> {
  const { identity, machines, clock } = workshop.options;
  const bdSeq = nextBdSeq(workshop.bdSeq);
  const link: Link = { session: openSession(identity, bdSeq), born: null, events: [], wake: () => {} };
  const connection = await connect(workshop, link, bdSeq);
  const lost = connection.closed.then((cause) => {
    throw cause ?? new Error('the connection ended');
  });
  // It is always waited for below, but not at every instant.
  lost.catch(() => {});
  try {
    await connection.subscribe(
      edgeSubscriptions(
        identity,
        machines.map(({ id }) => id),
      ),
    );
    while (!signal.aborted && !isFinished(workshop)) {
      for (const event of link.events.splice(0)) await handle(workshop, link, connection, event);
      if (link.born === null && mayBeBorn(link.session)) await publishBirths(workshop, link, connection);
      const moved = link.born !== null && (await sendParcels(workshop, link, connection));
      if (!moved && link.events.length === 0 && !isFinished(workshop)) {
        await Promise.race([lost, pause(link, clock, signal)]);
      }
    }
    if (link.born !== null) await connection.publish(nodeDeath(link.born));
  } finally {
    await connection.end().catch(() => {});
  }
}

async function connect(workshop: Workshop, link: Link, bdSeq: number): Promise<MqttConnection> {
  const { broker, identity, clock } = workshop.options;
  const connection = await connectMqtt({
    ...broker,
    clientId: `${identity.node}-simulated`,
    will: link.session.will,
    onConnectSent: () => {
      workshop.bdSeq = bdSeq;
    },
    onMessage: (topic, payload) => {
      const { session, events } = receiveAtEdge(link.session, topic, payload);
      link.session = session;
      link.events.push(...events);
      link.wake();
    },
  });
  workshop.sessions += 1;
  for (const [id, backlog] of workshop.backlogs) {
    workshop.backlogs.set(id, sessionCame(backlog, clock.monotonicMs()));
  }
  return connection;
}

/** Until something arrives, at most half a second, so that resends are not forgotten. */
async function pause(link: Link, clock: Clock, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  link.wake = () => over.abort();
  await clock.sleep(500, AbortSignal.any([signal, over.signal])).catch(() => {});
}

async function handle(
  workshop: Workshop,
  link: Link,
  connection: MqttConnection,
  event: EdgeEvent,
): Promise<void> {
  const at = workshop.options.clock.monotonicMs();
  if (event.kind === 'host' && !event.online && link.born !== null) {
    await connection.publish(nodeDeath(link.born));
    throw new Error('the primary host went offline');
  }
  if (event.kind === 'rebirth' && link.born !== null) await publishBirths(workshop, link, connection);
  if (event.kind !== 'receipt' && event.kind !== 'refused') return;
  const backlog = workshop.backlogs.get(event.machine);
  if (backlog === undefined) return;
  const changed =
    event.kind === 'receipt' ? receiptCame(backlog, event.through, at) : refusalCame(backlog, event.from, at);
  workshop.backlogs.set(event.machine, changed);
}

async function publishBirths(workshop: Workshop, link: Link, connection: MqttConnection): Promise<void> {
  const { options, lengthMs, backlogs } = workshop;
  const now = options.clock.now();
  const births = workshopBirths({ ...options, slotLengthMs: lengthMs }, backlogs, now);
  const [born, messages] = birth(link.session, births, now);
  link.born = born;
  for (const message of messages) await connection.publish(message);
}

/** One parcel of each machine that has one to send; false when none had. */
async function sendParcels(workshop: Workshop, link: Link, connection: MqttConnection): Promise<boolean> {
  const { clock, slotsPerParcel = 288 } = workshop.options;
  let moved = false;
  for (const [id, waiting] of workshop.backlogs) {
    const backlog = timePassed(waiting, clock.monotonicMs());
    workshop.backlogs.set(id, backlog);
    const parcel = nextParcel(backlog, slotsPerParcel);
    if (parcel === null || link.born === null) continue;
    const metrics = parcelMetrics(parcel, isCatchUp(backlog.delivery, parcel, clock.now()));
    const [born, message] = deviceData(link.born, id, metrics, clock.now());
    link.born = born;
    workshop.backlogs.set(id, parcelSent(backlog, parcel, clock.monotonicMs()));
    workshop.parcels += 1;
    moved = true;
    await connection.publish(message);
  }
  return moved;
}
