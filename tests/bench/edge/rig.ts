// What all contenders of a row of the edge bench share: a real broker, the simulated machines in a process of their
// own, and a listener that notes when each contender's machines are heard of for the first time.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectMqtt, type MqttConnection } from '@nakamawashi/runtime';
import { decodePayload, parseTopic } from '@nakamawashi/sparkplug';
import { freePorts } from '../../../packages/simulators/src/freePorts.ts';
import { present } from '../../realServers.ts';

/** How the machines of a row are read. */
export type Protocol = 'modbus' | 'opcua';

/** What the simulators are told. */
export type SimulatorOrder = { readonly contender: string } | { readonly count: true };
/** What they say. */
export type SimulatorAnswer =
  | { readonly ports: readonly number[] }
  | { readonly counts: Readonly<Record<string, number>> };

/** Numbers of each machine; all change every second. */
export const valuesPerMachine = 20;

/** Broker, machines and listener of one row. */
export interface EdgeRig {
  readonly folder: string;
  readonly broker: string;
  /** One port a machine. */
  readonly ports: readonly number[];
  /** Whoever connects from now on is counted under this name. */
  counting(contender: string): void;
  /** Readings handed out so far, by contender. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** When each machine of a contender was first heard of with a value, in ms since the epoch. */
  heard(contender: string): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Starts everything but the contenders. Throws when mosquitto is not installed. */
export async function openRig(protocol: Protocol, machines: number): Promise<EdgeRig> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-edge-'));
  const children: ChildProcess[] = [];
  const port = await startBroker(folder, children);
  const broker = `mqtt://127.0.0.1:${port}`;
  const heard = new Map<string, Map<string, number>>();
  const listener = await listen(broker, heard);
  const simulators = fork(join(import.meta.dirname, 'simulators.ts'), [protocol, String(machines), folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(simulators);
  const answer = await answerOf(simulators);
  if (!('ports' in answer)) throw new Error('BUG: the simulators did not say where they are');
  return {
    folder,
    broker,
    ports: answer.ports,
    counting: (contender) => order(simulators, { contender }),
    counts: async () => {
      order(simulators, { count: true });
      const counted = await answerOf(simulators);
      if (!('counts' in counted)) throw new Error('BUG: the simulators did not count');
      return counted.counts;
    },
    heard: (contender) => heard.get(contender) ?? new Map(),
    stop: async () => {
      await listener.end();
      await endAll(children);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Kills each and waits until it is gone. */
export async function endAll(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

async function startBroker(folder: string, children: ChildProcess[]): Promise<number> {
  const program = present('mosquitto');
  if (program === null) throw new Error('this bench needs mosquitto');
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  children.push(spawn(program, ['-c', file], { stdio: 'ignore' }));
  return port;
}

/** Our agents by their live state, when it is not unknown; the bare scripts by their first message. */
async function listen(url: string, heard: Map<string, Map<string, number>>): Promise<MqttConnection> {
  const note = (contender: string, machine: string): void => {
    const machines = heard.get(contender) ?? new Map<string, number>();
    heard.set(contender, machines);
    if (!machines.has(machine)) machines.set(machine, Date.now());
  };
  const onMessage = (text: string, payload: Uint8Array): void => {
    const [first, machine] = text.split('/');
    if (first === 'bare' && machine !== undefined) note(first, machine);
    const topic = parseTopic(text);
    if (topic === null || topic.device === null || topic.type === 'DDEATH') return;
    const state = decodePayload(payload).metrics.find(({ name }) => name === 'State/Code');
    if (state !== undefined && state.value !== 0) note(topic.node, topic.device);
  };
  for (;;) {
    const connection = await connectMqtt({ url, clientId: 'bench', onMessage }).catch(() => null);
    if (connection === null) {
      await delay(50);
      continue;
    }
    await connection.subscribe([{ topic: '#', qos: 0 }]);
    return connection;
  }
}

function order(simulators: ChildProcess, what: SimulatorOrder): void {
  simulators.send(what);
}

async function answerOf(simulators: ChildProcess): Promise<SimulatorAnswer> {
  const [answer] = (await once(simulators, 'message')) as [SimulatorAnswer];
  return answer;
}
