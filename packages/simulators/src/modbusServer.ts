// Modbus TCP server with several units: stack lights on remote inputs, current transducers on an analogue input, stroke
// counters of presses. Every request is answered from the machine's script at that instant; a unit whose script knows
// nothing, or that was silenced, does not answer at all. Function codes 2 and 4 only (standards E.2).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { ServerTCP } from 'modbus-serial';
import { freePort } from './freePorts.ts';
import type { MachineKind } from './machineKinds.ts';
import { playScript } from './playScript.ts';
import type { Script } from './script.ts';
import type { Segment } from './segment.ts';
import {
  countStrokes,
  hasPower,
  lampContacts,
  type StrokeCounter,
  type StrokeOptions,
  startStrokes,
  transducerMicroamperes,
} from './wiredSignals.ts';

export interface ModbusMachine {
  readonly kind: Extract<MachineKind, `modbus-${string}`>;
  readonly name: string;
  /** Unit id, 1 to 247, one machine each. */
  readonly unit: number;
  readonly script: Script;
  /** Seed of the transducer's noise. */
  readonly seed?: number | undefined;
  /** How a press counts; by default a stroke every 2 s from zero at the server's start, cleared at power-up. */
  readonly strokes?: { readonly [Key in keyof StrokeOptions]?: StrokeOptions[Key] | undefined } | undefined;
}

export interface ModbusServerOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly machines: readonly ModbusMachine[];
  readonly clock: Clock;
}

export interface RunningModbusServer {
  readonly host: string;
  readonly port: number;
  /** Failure on purpose: a silent unit lets every request time out. Throws when there is no such unit. */
  silence(unit: number, silent: boolean): void;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

const exceptions = { illegalFunction: 1, illegalAddress: 2, targetDoesNotRespond: 11 } as const;

class ModbusException extends Error {
  readonly modbusErrorCode: number;
  constructor(code: keyof typeof exceptions) {
    super(code);
    this.modbusErrorCode = exceptions[code];
  }
}

/** What a unit's inputs hold at one instant; any other address does not exist. */
interface Inputs {
  readonly discrete: readonly boolean[];
  readonly registers: readonly number[];
  /** Address of the first register. */
  readonly firstRegister: number;
}

/** Counters of remote inputs begin at 16 (standards E.2). */
const counterAddress = 16;

interface Unit {
  /** Null while the machine does not answer. */
  inputs(at: TimestampMs): Inputs | null;
  silent: boolean;
}

/** Listens on loopback unless told otherwise. Throws when the port is taken. */
export async function startModbusServer(options: ModbusServerOptions): Promise<RunningModbusServer> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port === 0 ? await freePort(0, host) : options.port;
  const startedAt = options.clock.now();
  const units = new Map(options.machines.map((machine) => [machine.unit, createUnit(machine, startedAt)]));
  if (units.size < options.machines.length) throw new Error('BUG: two machines share a unit id');
  const server = new ServerTCP(serviceVector(units, options.clock), { host, port });
  await listening(server);
  // Broken connections are the client's affair, and every machine here survives them.
  server.on('socketError', () => {});
  return {
    host,
    port,
    silence: (id, silent) => {
      const unit = units.get(id);
      if (unit === undefined) throw new Error(`BUG: there is no unit ${id} to silence`);
      unit.silent = silent;
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

type Answer<T> = (error: Error | null, value: T) => void;

function serviceVector(
  units: ReadonlyMap<number, Unit>,
  clock: Clock,
): ConstructorParameters<typeof ServerTCP>[0] {
  const read = <T>(id: number, answer: Answer<T>, none: T, pick: (inputs: Inputs) => T | undefined): void => {
    const unit = units.get(id);
    const inputs = unit === undefined || unit.silent ? null : unit.inputs(clock.now());
    const value = inputs === null ? undefined : pick(inputs);
    if (unit === undefined) answer(new ModbusException('targetDoesNotRespond'), none);
    else if (inputs === null) return;
    else if (value === undefined) answer(new ModbusException('illegalAddress'), none);
    else answer(null, value);
  };
  return {
    getDiscreteInput: (address: number, id: number, answer: Answer<boolean>) =>
      read(id, answer, false, ({ discrete }) => discrete[address]),
    getInputRegister: (address: number, id: number, answer: Answer<number>) =>
      read(id, answer, 0, ({ registers, firstRegister }) => registers[address - firstRegister]),
    getMultipleInputRegisters: (address: number, length: number, id: number, answer: Answer<number[]>) =>
      read(id, answer, [], registersAt(address, length)),
    getCoil: (_address: number, _id: number, answer: Answer<boolean>) =>
      answer(new ModbusException('illegalFunction'), false),
    getHoldingRegister: (_address: number, _id: number, answer: Answer<number>) =>
      answer(new ModbusException('illegalFunction'), 0),
  };
}

function registersAt(address: number, length: number): (inputs: Inputs) => number[] | undefined {
  return ({ registers, firstRegister }) => {
    const start = address - firstRegister;
    return start >= 0 && start + length <= registers.length
      ? registers.slice(start, start + length)
      : undefined;
  };
}

function createUnit(machine: ModbusMachine, startedAt: TimestampMs): Unit {
  const segmentOf = playScript(machine.script);
  const inputs = inputsOf(machine, segmentOf, startedAt);
  return { silent: false, inputs: (at) => inputs(segmentOf(at), at) };
}

function inputsOf(
  machine: ModbusMachine,
  segmentOf: (at: TimestampMs) => Segment,
  startedAt: TimestampMs,
): (segment: Segment, at: TimestampMs) => Inputs | null {
  switch (machine.kind) {
    case 'modbus-stack-light':
      return (segment, at) => {
        const { red, yellow, green, power } = lampContacts(segment, at);
        return segment.state === 'unknown'
          ? null
          : { discrete: [red, yellow, green, power], registers: [], firstRegister: 0 };
      };
    case 'modbus-current-sensor':
      return (segment, at) => ({
        discrete: [],
        registers: [transducerMicroamperes(segment, at, machine.seed ?? machine.unit)],
        firstRegister: 0,
      });
    case 'modbus-press-stroke': {
      const count = strokeCounter(machine, segmentOf, startedAt);
      return (segment, at) => {
        const strokes = count(at);
        const registers = [Math.floor(strokes / 0x1_0000), strokes % 0x1_0000];
        return segment.state === 'unknown'
          ? null
          : { discrete: [hasPower(segment)], registers, firstRegister: counterAddress };
      };
    }
  }
}

function strokeCounter(
  machine: ModbusMachine,
  segmentOf: (at: TimestampMs) => Segment,
  startedAt: TimestampMs,
): (at: TimestampMs) => number {
  const options: StrokeOptions = {
    cycleMs: machine.strokes?.cycleMs ?? 2000,
    countsFrom: machine.strokes?.countsFrom ?? startedAt,
    startCount: machine.strokes?.startCount ?? 0,
    resetsAtPowerUp: machine.strokes?.resetsAtPowerUp ?? true,
  };
  let counter: StrokeCounter = startStrokes(options);
  return (at) => {
    const passed: Segment[] = [];
    for (let next = counter.through; next <= at; next = passed.at(-1)?.until ?? at + 1) {
      passed.push(segmentOf(next));
    }
    counter = countStrokes(counter, options, passed, at);
    return counter.count;
  };
}

/** The library cannot be asked for port 0, nor which port it got. */
function listening(server: ServerTCP): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('initialized', () => resolve());
    server.on('serverError', (error) => reject(error ?? new Error('the Modbus server cannot listen')));
  });
}
