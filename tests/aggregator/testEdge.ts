// A workshop's box for the tests of the aggregator: a real MQTT connection and a real Sparkplug session, no machines.
// It sends what the test tells it to and writes down what it is told.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MachineState, noTime, type Slot, type TimestampMs, weekdays } from '@nakamawashi/machine-model';
import { connectMqtt, createLog, systemClock } from '@nakamawashi/runtime';
import {
  type BornSession,
  birth,
  deviceData,
  type EdgeEvent,
  edgeSubscriptions,
  liveMetrics,
  machineBirthMetrics,
  nodeBirthMetrics,
  type OpenedSession,
  openSession,
  type Parcel,
  parcelMetrics,
  receiveAtEdge,
} from '@nakamawashi/sparkplug';
import { runAggregator } from '../../cloud-aggregator/src/aggregator.ts';
import type { AggregatorOptions } from '../../cloud-aggregator/src/aggregatorParts.ts';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { calmStatus } from '../calmStatus.ts';

const fiveMinutesMs = 300_000;

/** A slot that ended `ago` whole slots before the newest full one; all of it in one state. */
export function pastSlot(machine: string, ago: number, state: MachineState = 'production'): Slot {
  const start = (Math.floor(Date.now() / fiveMinutesMs) - 1 - ago) * fiveMinutesMs;
  return { machine, start, lengthMs: fiveMinutesMs, elements: { ...noTime, [state]: fiveMinutesMs } };
}

export interface TestEdge {
  readonly events: EdgeEvent[];
  receipts(): TimestampMs[];
  say(state: MachineState, since?: TimestampMs): Promise<void>;
  send(parcel: Omit<Parcel, 'machine'>): Promise<void>;
  raw(topic: string, payload: Uint8Array): Promise<void>;
  /** Publishes NBIRTH and DBIRTH again. */
  rebirth(): Promise<void>;
  drop(): void;
}

/**
 * Connects as a workshop, `kamata` unless told otherwise, with one machine, `lathe-1`, and waits for STATE online
 * before its births.
 */
export async function connectEdge(options: {
  readonly port: number;
  readonly password: string;
  readonly level?: 'hours' | 'live';
  readonly workshop?: string;
}): Promise<TestEdge> {
  const { workshop = 'kamata' } = options;
  const identity = { group: 'ota', node: workshop, primaryHost: 'ota-board' };
  const events: EdgeEvent[] = [];
  let session: OpenedSession = openSession(identity, Math.floor(Math.random() * 256));
  let isOnline = (): void => undefined;
  const online = new Promise<void>((resolve) => {
    isOnline = resolve;
  });
  const connection = await connectMqtt({
    url: `mqtt://127.0.0.1:${options.port}`,
    clientId: `box-${workshop}`,
    username: workshop,
    password: options.password,
    will: session.will,
    onMessage: (topic, payload) => {
      const received = receiveAtEdge(session, topic, payload);
      session = received.session;
      events.push(...received.events);
      if (received.events.some((event) => event.kind === 'host' && event.online)) isOnline();
    },
  });
  await connection.subscribe(edgeSubscriptions(identity, ['lathe-1']));
  await online;
  let born: BornSession | null = null;
  const beBorn = async (): Promise<void> => {
    const [next, messages] = birth(session, birthsNow(options.level ?? 'live'), Date.now());
    born = next;
    for (const message of messages) await connection.publish(message);
  };
  const data = async (metrics: Parameters<typeof deviceData>[2]): Promise<void> => {
    if (born === null) throw new Error('BUG: not born');
    const [next, message] = deviceData(born, 'lathe-1', metrics, Date.now());
    born = next;
    await connection.publish(message);
  };
  await beBorn();
  return {
    events,
    receipts: () => events.flatMap((event) => (event.kind === 'receipt' ? [event.through] : [])),
    say: (state, since = Date.now()) =>
      data(liveMetrics({ state, inferred: false, since, evidence: 'controller' })),
    send: (parcel) => data(parcelMetrics({ ...parcel, machine: 'lathe-1' }, parcel.slots.length > 1)),
    raw: (topic, payload) => connection.publish({ topic, payload, qos: 0, retain: false }),
    rebirth: beBorn,
    drop: () => connection.drop(),
  };
}

function birthsNow(level: 'hours' | 'live') {
  const at = Date.now();
  const live = { state: 'idle', inferred: false, since: at, evidence: 'controller' } as const;
  const machine = {
    displayName: '旋盤の箱での名前',
    profile: 'opcua-machine-tool',
    level,
    live,
    follows: null,
    oldest: null,
    slotLengthMs: fiveMinutesMs,
    acknowledgedThrough: null,
  };
  return {
    node: nodeBirthMetrics(
      { agentVersion: '0', displayName: '蒲田', configHash: '', status: calmStatus },
      at,
    ),
    devices: new Map([['lathe-1', machineBirthMetrics(machine, at)]]),
  };
}

export interface TestAggregator {
  readonly folder: string;
  readonly configFile: string;
  readonly password: string;
  readonly brokerPort: number;
  readonly url: string;
  stop(): Promise<void>;
  remove(): void;
}

/** Writes a whole configuration into a new folder: workshop `kamata`, one machine, whole days; nobody signs in. */
export function writeConfig(
  broker = 'embedded: { port: 0, accounts: ./accounts.yaml }',
  http = '{ port: 0, open: true }',
  store = 'sqlite: { file: ./data/store.sqlite }',
): {
  folder: string;
  file: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'aggregator-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  for (const name of ['directory', 'calendars']) mkdirSync(join(folder, name));
  write('directory/kamata.yaml', workshopYaml);
  write('calendars/always.yaml', calendarYaml);
  write(
    'config.yaml',
    `consortium: ota\nhost: ota-board\ndataDir: ./data\nbroker: { ${broker} }\n` +
      `store: { ${store} }\ndirectory: ./directory\ncalendars: ./calendars\n` +
      `timeZone: Asia/Tokyo\nhttp: ${http}\n`,
  );
  return { folder, file: join(folder, 'config.yaml') };
}

const workshopYaml = `id: kamata
name: { ja: 蒲田精密, en: Kamata }
calendar: always
machines: [{ id: lathe-1, name: { ja: 旋盤, en: Lathe }, processes: [TURN], sharing: { desk: live } }]
`;
const wholeDays = weekdays.map((day) => `${day}: [{ from: "00:00", until: "24:00" }]`).join(', ');
const calendarYaml = `timeZone: Asia/Tokyo\npatterns: [{ week: { ${wholeDays} } }]\n`;

/** Starts an aggregator on free ports; `again` is a folder that one used before. */
export async function startAggregator(
  again?: { readonly folder: string; readonly file: string; readonly password: string },
  options: Pick<AggregatorOptions, 'openStore' | 'shard' | 'isStandBy'> & {
    readonly external?: boolean;
  } = {},
): Promise<TestAggregator> {
  const { folder, file } = again ?? writeConfig();
  const password = again?.password ?? addAccount(join(folder, 'accounts.yaml'), 'kamata');
  const stop = new AbortController();
  const log = createLog('test');
  log.level = 'silent';
  let brokerUp = (_: number): void => undefined;
  let boardUp = (_: number): void => undefined;
  const broker = new Promise<number>((resolve) => {
    brokerUp = resolve;
  });
  const board = new Promise<number>((resolve) => {
    boardUp = resolve;
  });
  const run = runAggregator(loadAll(file), {
    clock: systemClock,
    log,
    signal: stop.signal,
    onBroker: (port) => brokerUp(port),
    onBoard: (port) => boardUp(port),
    ...(options.openStore === undefined ? {} : { openStore: options.openStore }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    isStandBy: options.isStandBy ?? false,
  });
  const brokerPort = options.external ? 0 : await Promise.race([broker, run.then(() => 0)]);
  const boardPort = await Promise.race([board, run.then(() => 0)]);
  return {
    folder,
    configFile: file,
    password,
    brokerPort,
    url: `http://127.0.0.1:${boardPort}`,
    stop: async () => {
      stop.abort();
      await run;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
