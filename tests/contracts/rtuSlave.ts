// Units on a line, reached through a TCP port that passes the bytes through, or by socat as a serial port.
// Each says what the test wants: nothing, an exception, or its answer much too late. A frame that would write is kept
// as evidence.
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { crc16 } from '../../edge-agent/src/drivers/modbus/rtuFrame.ts';

/** One unit. Register `n` holds `n` plus a thousand times the unit; bit `n` is set where `n` is even. */
interface SlaveUnit {
  isSilent: boolean;
  /** How long the next answers take, in ms; the last stays. It answers one request after the other, however old. */
  readonly delaysMs: number[];
  /** Addresses that do not exist; a request across one is refused. */
  readonly missing: Set<number>;
  /** Every request it got. */
  readonly asked: { readonly start: number; readonly length: number }[];
  /** The end of its work. */
  done: Promise<unknown>;
}

export interface RtuSlave {
  readonly port: number;
  unit(id: number): SlaveUnit;
  /** Function codes other than 1 to 4 that came. */
  readonly forbidden: readonly number[];
  connections(): number;
  stop(): Promise<void>;
}

/** The units `ids` on one line. */
export async function startRtuSlave(ids: readonly number[]): Promise<RtuSlave> {
  const units = new Map<number, SlaveUnit>(
    ids.map((id) => [
      id,
      { isSilent: false, delaysMs: [0], missing: new Set(), asked: [], done: Promise.resolve() },
    ]),
  );
  const forbidden: number[] = [];
  // As on a real line, an answer reaches whoever is connected by then.
  const send = (bytes: Uint8Array): void => {
    for (const socket of sockets) socket.write(bytes);
  };
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 8) {
        const isFrame = crc16(received.subarray(0, 8)) === 0;
        const [unit = 0, code = 0] = received;
        if (isFrame && (code < 1 || code > 4)) forbidden.push(code);
        if (isFrame) answer(send, units.get(unit), received.subarray(0, 8));
        received = received.subarray(isFrame ? 8 : 1);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    forbidden,
    connections: () => connections,
    unit: (id) => {
      const unit = units.get(id);
      if (unit === undefined) throw new Error(`there is no unit ${id}`);
      return unit;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(send: (bytes: Uint8Array) => void, unit: SlaveUnit | undefined, request: Buffer): void {
  if (unit === undefined) return;
  const [start, length] = [request.readUInt16BE(2), request.readUInt16BE(4)];
  unit.asked.push({ start, length });
  const delayMs = (unit.delaysMs.length > 1 ? unit.delaysMs.shift() : unit.delaysMs[0]) ?? 0;
  const { isSilent } = unit;
  unit.done = unit.done.then(async () => {
    if (delayMs > 0) await delay(delayMs);
    if (!isSilent) send(framed(bodyOf(unit, request, [start, length])));
  });
}

function bodyOf(
  { missing }: SlaveUnit,
  request: Buffer,
  [start, length]: readonly [number, number],
): number[] {
  const [id = 0, code = 0] = request;
  const all = Array.from({ length }, (_, index) => start + index);
  if (all.some((address) => missing.has(address))) return [id, code | 0x80, 2];
  if (code > 2) {
    const data = all.flatMap((address) => {
      const value = (1_000 * id + address) & 0xffff;
      return [value >> 8, value & 0xff];
    });
    return [id, code, data.length, ...data];
  }
  const bytes = new Array<number>(Math.ceil(length / 8)).fill(0);
  all.forEach((address, index) => {
    if (address % 2 === 0) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return [id, code, bytes.length, ...bytes];
}

function framed(body: readonly number[]): Uint8Array {
  const crc = crc16(body);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}
