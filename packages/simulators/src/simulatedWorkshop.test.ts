// A simulated workshop against a real broker and a small host that follows the wire contract.
import { createServer, type Server, type Socket } from 'node:net';
import type { Slot, TimestampMs } from '@nakamawashi/machine-model';
import { connectMqtt, type MqttConnection, systemClock } from '@nakamawashi/runtime';
import {
  admit,
  command,
  hostBirth,
  hostSubscriptions,
  hostWill,
  type NodeView,
  parseTopic,
  readParcel,
  receiptMetrics,
  receiveAtHost,
} from '@nakamawashi/sparkplug';
import { Aedes } from 'aedes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptSlots } from './scriptSlots.ts';
import { type SimulatedWorkshopOptions, simulatedWorkshop } from './simulatedWorkshop.ts';

const until = Math.floor(Date.now() / 300_000) * 300_000;
const identity = { group: 'ota', node: 'kamata', primaryHost: 'board' };

let broker: Aedes;
let server: Server;
let url: string;
const sockets = new Set<Socket>();
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  broker = await Aedes.createBroker();
  server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

interface Host {
  readonly stored: Map<string, Slot>;
  readonly topics: string[];
  online(): Promise<void>;
}

/** Stores by the host's rule and answers every parcel with a receipt; `interfere` sees each one first. */
async function startHost(interfere: (parcels: number) => void = () => {}): Promise<Host> {
  const stored = new Map<string, Slot>();
  const topics: string[] = [];
  const marks = new Map<string, TimestampMs | null>();
  let view: NodeView | undefined;
  let parcels = 0;
  const startedAt = Date.now();
  const onMessage = async (topic: string, bytes: Uint8Array): Promise<void> => {
    const parsed = parseTopic(topic);
    if (parsed === null) return;
    topics.push(`${parsed.type} ${parsed.device ?? ''}`.trim());
    const step = receiveAtHost(view, parsed, bytes, Date.now());
    view = step.view;
    for (const event of step.events) {
      if (event.kind !== 'data' || event.device === null) continue;
      const parcel = readParcel(event.device, event.metrics, 300_000);
      if (parcel === null) continue;
      parcels += 1;
      interfere(parcels);
      const admission = admit(marks.get(event.device) ?? null, parcel, Date.now());
      for (const slot of admission.fresh) stored.set(`${slot.machine} ${slot.start}`, slot);
      marks.set(event.device, admission.mark);
      const target = { group: 'ota', node: 'kamata', device: event.device };
      if (admission.mark === null) continue;
      await connection.publish(command(target, receiptMetrics(admission.mark, Date.now()), Date.now()));
    }
  };
  const connection: MqttConnection = await connectMqtt({
    url,
    clientId: 'host',
    will: hostWill('board', startedAt),
    onMessage: (topic, bytes) => void onMessage(topic, bytes).catch(() => {}),
  });
  closing.push(() => connection.end());
  await connection.subscribe(hostSubscriptions('board', 'ota'));
  return { stored, topics, online: () => connection.publish(hostBirth('board', startedAt)) };
}

function workshop(days: number): SimulatedWorkshopOptions {
  const machine = (id: string, seed: number) => ({
    id,
    kind: 'opcua-machine-tool' as const,
    script: { kind: 'day' as const, seed, work: 'lathe' as const, timeZone: 'Asia/Tokyo' },
    displayName: id,
    profile: 'opcua-machine-tool',
    evidence: 'controller' as const,
    level: 'live' as const,
  });
  return {
    identity,
    displayName: 'Kamata',
    broker: { url },
    machines: [machine('lathe-1', 1), machine('lathe-2', 2)],
    span: { from: until - days * 86_400_000, until },
    clock: systemClock,
  };
}

/** Whether every slot of every machine is stored as its script says, and nothing else. */
function expectAll(host: Host, options: SimulatedWorkshopOptions): void {
  const wanted = options.machines.flatMap((machine) => scriptSlots(machine, options.span, 300_000));
  expect([...host.stored.values()].toSorted(bySlot)).toEqual(wanted.toSorted(bySlot));
}

function bySlot(a: Slot, b: Slot): number {
  return a.machine < b.machine ? -1 : a.machine > b.machine ? 1 : a.start - b.start;
}

describe('simulatedWorkshop', () => {
  it('waits for its primary host, delivers every slot once, and says farewell', async () => {
    const host = await startHost();
    const options = workshop(20);
    const delivering = simulatedWorkshop(options);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(host.topics).toEqual([]);
    await host.online();
    expect(await delivering).toEqual({ slots: 2 * 20 * 288, parcels: 40, sessions: 1, refused: 0 });
    expectAll(host, options);
    expect(host.topics.slice(0, 3)).toEqual(['NBIRTH', 'DBIRTH lathe-1', 'DBIRTH lathe-2']);
    await expect.poll(() => host.topics.at(-1)).toBe('NDEATH');
  });

  it('delivers everything over broken connections, in new sessions', async () => {
    let cuts = 0;
    const cut = (parcels: number): void => {
      // The first connection is the host's own.
      const [, own] = sockets;
      if (own === undefined || own.destroyed || cuts === 2 || parcels % 20 !== 5) return;
      cuts += 1;
      own.destroy();
    };
    const host = await startHost(cut);
    await host.online();
    const options = { ...workshop(10), slotsPerParcel: 50 };
    const failures: unknown[] = [];
    const report = await simulatedWorkshop({ ...options, onFailure: (error) => failures.push(error) });
    expect(report).toMatchObject({ slots: 2 * 10 * 288, sessions: 3 });
    expect(failures).toHaveLength(2);
    expectAll(host, options);
  });

  it('gives up when it is told to', async () => {
    const giveUp = new AbortController();
    const delivering = simulatedWorkshop({ ...workshop(1), signal: giveUp.signal });
    setTimeout(() => giveUp.abort(new Error('enough')), 200);
    await expect(delivering).rejects.toThrow('enough');
  });
});
