// A line on which frames carry no number (Modbus RTU, on two wires or through a TCP server): an answer that comes too
// late looks like the answer to the next request. So after every silence nobody speaks until the line has been quiet
// for longer than its slowest unit needs, and a unit that owes an answer is not asked before that answer is overdue.
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@nakamawashi/runtime';
import type { LineAddress } from './address.ts';
import type { Answer, Line } from './line.ts';
import { encodeRead, findReply, type RtuRequest, unitsHeard } from './rtuFrame.ts';
import { limitFloorMs } from './timeLimit.ts';

/** What an RTU line tells and asks its user while it works. */
export interface LineUser {
  /** The longest time any unit of the line needs for an answer, as far as is known. */
  slowestMs(): number;
  /** A unit answered after its time: it lives, and is slower than was thought. */
  late(unit: number, afterMs: number): void;
  /** Answers that may still come, by unit; a new connection to the same line does not cancel them. */
  readonly owed: Map<number, Debt>;
}

/** A request without an answer; instants of a clock that never steps. */
export interface Debt {
  readonly askedMs: number;
  /** From then on it will not come any more. */
  readonly overdueMs: number;
}

interface Surroundings {
  readonly clock: Clock;
  readonly user: LineUser;
  /** Silence between two frames, by which units tell them apart. */
  readonly gapMs: number;
}

/** Nobody answers later than this after a request; longer time-outs in the configuration are kept to. */
const overdueMs = 1_000;
/** A line that is never quiet for so long is broken. */
const babbleMs = 5_000;
const longestFrame = 256;
const connectTimeoutMs = 5_000;

/** A stream of bytes, and how its device is let go. */
interface Wire {
  readonly stream: Duplex;
  close(): Promise<void>;
}

interface State {
  readonly wire: Wire;
  isOpen: boolean;
  reason: string;
  closed: Promise<void>;
  received: Uint8Array;
  /** The last byte in either direction. */
  lastByteMs: number;
  /** The last request was not answered. */
  isDoubtful: boolean;
  wake: () => void;
  /** Ends the line; the first reason stays. */
  fail: (reason: string) => void;
}

/** The line over any stream of bytes. */
function rtuLine(wire: Wire, surroundings: Surroundings): Line {
  const { stream } = wire;
  const { clock } = surroundings;
  const state: State = {
    wire,
    isOpen: true,
    reason: 'the line is closed',
    closed: Promise.resolve(),
    received: new Uint8Array(),
    lastByteMs: clock.monotonicMs(),
    isDoubtful: true,
    wake: () => undefined,
    fail: () => undefined,
  };
  state.fail = (reason) => {
    if (!state.isOpen) return;
    state.reason = reason;
    state.isOpen = false;
    state.closed = wire.close().catch(() => undefined);
    state.wake();
  };
  stream.on('data', (chunk: Uint8Array) => {
    state.lastByteMs = clock.monotonicMs();
    state.received = Buffer.concat([state.received, chunk]).subarray(-2 * longestFrame);
    state.wake();
  });
  stream.on('error', (error) => state.fail(error.message));
  stream.on('close', () => state.fail('the device closed the connection'));
  return {
    get isOpen() {
      return state.isOpen;
    },
    freeAtMs: (unit) => surroundings.user.owed.get(unit)?.overdueMs ?? 0,
    ask: async (request, limitMs) => {
      await untilQuiet(state, surroundings, request.unit);
      return await exchange(state, surroundings, { request, limitMs });
    },
    close: () => state.fail('the line is closed'),
    get closed() {
      return state.closed;
    },
  };
}

/** Waits as long as an answer could still come that nobody asks for any more. */
async function untilQuiet(state: State, { clock, user, gapMs }: Surroundings, unit: number): Promise<void> {
  const startedMs = clock.monotonicMs();
  for (;;) {
    if (!state.isOpen) throw new Error(state.reason);
    const nowMs = clock.monotonicMs();
    hearLate(state, user, nowMs);
    const quietMs = state.isDoubtful ? Math.max(user.slowestMs(), limitFloorMs) : gapMs;
    const owed = user.owed.get(unit)?.overdueMs ?? startedMs;
    const waitMs = Math.max(state.lastByteMs + quietMs, owed) - nowMs;
    if (waitMs <= 0) break;
    if (nowMs - startedMs > babbleMs + Math.max(owed - startedMs, quietMs)) {
      state.fail('the line is never quiet: look at its speed, parity and wiring');
      continue;
    }
    await somethingOr(state, clock, waitMs);
  }
  user.owed.delete(unit);
  state.received = new Uint8Array();
}

/** Whole frames among bytes that nobody waits for: units that were slower than their limit. */
function hearLate(state: State, user: LineUser, nowMs: number): void {
  for (const unit of unitsHeard(state.received)) {
    const debt = user.owed.get(unit);
    if (debt === undefined) continue;
    user.owed.delete(unit);
    user.late(unit, nowMs - debt.askedMs);
  }
}

interface Exchange {
  readonly request: RtuRequest;
  readonly limitMs: number;
}

async function exchange(
  state: State,
  { clock, user }: Surroundings,
  { request, limitMs }: Exchange,
): Promise<Answer> {
  state.wire.stream.write(encodeRead(request));
  const askedMs = clock.monotonicMs();
  state.lastByteMs = askedMs;
  for (;;) {
    if (!state.isOpen) throw new Error(state.reason);
    const reply = findReply(state.received, request);
    if (reply.kind !== 'none') {
      state.isDoubtful = false;
      hearLate(state, user, clock.monotonicMs());
      state.received = new Uint8Array();
      const tookMs = clock.monotonicMs() - askedMs;
      if (reply.kind === 'exception') return { kind: 'refused', code: reply.code, tookMs };
      return { kind: 'contents', contents: { start: request.start, values: reply.values }, tookMs };
    }
    const waitMs = limitOf(state, askedMs, limitMs) - clock.monotonicMs();
    if (waitMs <= 0) break;
    await somethingOr(state, clock, waitMs);
  }
  state.isDoubtful = true;
  user.owed.set(request.unit, { askedMs, overdueMs: askedMs + Math.max(overdueMs, limitMs) });
  const reason = state.received.length === 0 ? 'Timed out' : 'what came is no answer';
  return { kind: 'silence', reason };
}

/** Whose answer is on its way may finish it, however slow the line. */
function limitOf(state: State, askedMs: number, limitMs: number): number {
  const endMs = askedMs + limitMs;
  if (state.received.length === 0) return endMs;
  return Math.min(Math.max(endMs, state.lastByteMs + limitFloorMs), endMs + babbleMs);
}

/** Until bytes come, the line breaks, or the time is up. */
async function somethingOr(state: State, clock: Clock, ms: number): Promise<void> {
  const done = new AbortController();
  state.wake = () => done.abort();
  await clock.sleep(ms, done.signal).catch(() => undefined);
  state.wake = () => undefined;
}

/** Opens a serial port, or the connection to a server that passes one through. Throws when it cannot. */
export async function openRtu(address: LineAddress, options: Omit<Surroundings, 'gapMs'>): Promise<Line> {
  if (address.kind === 'serial') {
    return rtuLine(await openSerial(address), { ...options, gapMs: gapOf(address.baudRate) });
  }
  const socket = createConnection({ host: address.host, port: address.port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(connectTimeoutMs, () => reject(new Error('no connection in time')));
    socket.once('connect', resolve);
    socket.once('error', reject);
  }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  socket.setTimeout(0);
  const wire = {
    stream: socket,
    close: async () => {
      socket.destroy();
    },
  };
  return rtuLine(wire, { ...options, gapMs: gapOf(9_600) });
}

/** Three and a half characters of eleven bits, at least 1.75 ms (Modbus over serial line V1.02, 2.5.1.1). */
function gapOf(baudRate: number): number {
  return Math.max(2, Math.ceil(38_500 / baudRate));
}

type Done = (error: Error | null) => void;
interface SerialPortClass {
  new (
    options: Omit<Extract<LineAddress, { kind: 'serial' }>, 'kind'> & { dataBits: 8; autoOpen: false },
  ): Duplex & { open(done: Done): void; close(done: Done): void };
}

/** Loaded only where there is a line: most boxes have none. */
async function openSerial(address: Extract<LineAddress, { kind: 'serial' }>): Promise<Wire> {
  const { path, baudRate, parity, stopBits } = address;
  const { SerialPort }: { readonly SerialPort: SerialPortClass } = await import('serialport');
  const port = new SerialPort({ path, baudRate, parity, stopBits, dataBits: 8, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
  return { stream: port, close: () => new Promise((resolve) => port.close(() => resolve())) };
}
