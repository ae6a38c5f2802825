// Starts every server of a simulation file. Recordings are read before anything listens, so that a file that cannot be
// played is reported with all its faults at once; if one server cannot start, those before it are stopped again.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type Clock, ConfigError, type Fault, loadConfig, messageOf } from '@nakamawashi/runtime';
import { startModbusServer } from './modbusServer.ts';
import { startOpcuaServer } from './opcuaServer.ts';
import { type Recording, recordingOf } from './recording.ts';
import type { Script } from './script.ts';
import { parseShdr } from './shdr.ts';
import {
  type ScriptEntry,
  type ServerEntry,
  type SimulationFile,
  simulationFileSchema,
} from './simulationFile.ts';

/** A simulation file that is fit to be started; recordings by the name the file gives them. */
export interface Simulation {
  readonly folder: string;
  readonly content: SimulationFile;
  readonly recordings: ReadonlyMap<string, Recording>;
}

export interface RunningSimulation {
  /** One per machine, in the order of the file: `lathe-1 opcua-machine-tool opc.tcp://127.0.0.1:4840`. */
  readonly addresses: readonly string[];
  stop(): Promise<void>;
}

/** Reads the file and every recording it names. Throws ConfigError with all faults. */
export function readSimulation(file: string): Simulation {
  const content: SimulationFile = loadConfig(file, simulationFileSchema);
  const folder = dirname(resolve(file));
  const recordings = new Map<string, Recording>();
  const faults: Fault[] = [];
  for (const [serverIndex, { machines }] of content.servers.entries()) {
    for (const [index, { script }] of machines.entries()) {
      if (script.kind !== 'recording' || recordings.has(script.file)) continue;
      const path = `servers[${serverIndex}].machines[${index}].script.file`;
      const read = readRecording(join(folder, script.file));
      if ('observations' in read) recordings.set(script.file, read);
      else faults.push(...read.map((fault) => ({ ...fault, path, found: JSON.stringify(script.file) })));
    }
  }
  if (faults.length > 0) throw new ConfigError(file, faults);
  return { folder, content, recordings };
}

function readRecording(file: string): Recording | readonly Pick<Fault, 'line' | 'expected'>[] {
  try {
    const { observations, faults } = parseShdr(readFileSync(file, 'utf8'));
    if (faults.length > 0) {
      return faults.map(({ line, reason }) => ({ line: null, expected: `line ${line} of it: ${reason}` }));
    }
    return recordingOf(observations);
  } catch (cause) {
    return [{ line: null, expected: messageOf(cause) }];
  }
}

/** Starts all servers, one after the other. Throws when a port is taken; then none is left running. */
export async function startSimulation(simulation: Simulation, clock: Clock): Promise<RunningSimulation> {
  const startedAt = clock.now();
  const addresses: string[] = [];
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
  };
  for (const [index, server] of simulation.content.servers.entries()) {
    try {
      const started = await startServer(server, { simulation, index, clock, startedAt });
      running.push(started);
      addresses.push(...started.addresses);
    } catch (cause) {
      await stop();
      throw new Error(`the ${server.protocol} server on port ${server.port} cannot start`, { cause });
    }
  }
  return { addresses, stop };
}

interface Start {
  readonly simulation: Simulation;
  readonly index: number;
  readonly clock: Clock;
  readonly startedAt: TimestampMs;
}

async function startServer(server: ServerEntry, start: Start): Promise<RunningSimulation> {
  const { simulation, clock, startedAt } = start;
  const script = (entry: ScriptEntry): Script => scriptOf(entry, simulation, startedAt);
  const { host, port } = server;
  if (server.protocol === 'modbus') {
    const machines = server.machines.map((machine) => ({ ...machine, script: script(machine.script) }));
    const running = await startModbusServer({ host, port, machines, clock });
    const at = `tcp://${running.host}:${running.port}`;
    return {
      addresses: machines.map(({ name, kind, unit }) => `${name} ${kind} ${at} unit ${unit}`),
      stop: () => running.stop(),
    };
  }
  const machines = server.machines.map((machine) => ({ ...machine, script: script(machine.script) }));
  const pkiDir = join(resolve(simulation.folder, simulation.content.pkiDir), String(start.index + 1));
  const running = await startOpcuaServer({ host, port, pkiDir, machines, clock });
  return {
    addresses: machines.map(({ name, kind }) => `${name} ${kind} ${running.url}`),
    stop: () => running.stop(),
  };
}

function scriptOf(entry: ScriptEntry, simulation: Simulation, startedAt: TimestampMs): Script {
  if (entry.kind === 'day') return entry;
  if (entry.kind === 'pattern') return { ...entry, epoch: entry.epoch ?? startedAt };
  const recording = simulation.recordings.get(entry.file);
  if (recording === undefined) throw new Error(`BUG: the recording ${entry.file} was not read`);
  return {
    kind: 'recording',
    recording,
    playsFrom: entry.playsFrom ?? recording.observations.at(0)?.at ?? startedAt,
    startsAt: entry.startsAt ?? startedAt,
    speed: entry.speed,
  };
}
