// Modbus: polling, read-only by construction: the four reading functions are the only ones named here.
// Units behind one address share one connection in turn; a unit that is silent costs the others next to nothing.
// A refused address is one bad item, silence is contact lost.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import ModbusRTU from 'modbus-serial';
import type { Driver, Reachable } from '../driver.ts';
import { type LineAddress, lineOf, modbusAddress, modbusEndpoint, type Table } from './address.ts';
import { type Bus, lineUser, newBus, putInQuarantine, unitOf, untilItAnswers } from './bus.ts';
import type { Line } from './line.ts';
import { planFor, readAll, Silence } from './readCycle.ts';
import { openRtu } from './rtuLine.ts';

type Client = InstanceType<typeof ModbusRTU.default>;

/** An address: what was learned of it stays, its connection comes and goes. */
interface Place {
  readonly name: string;
  readonly address: LineAddress;
  readonly bus: Bus;
  opening: Promise<Line> | null;
  users: number;
}
type Places = Map<string, Place>;

const connectTimeoutMs = 5_000;

/** A driver with connections of its own; machines at one address share one when they share the driver. */
export function modbusDriver(): Driver {
  const places: Places = new Map();
  return (machine, clock, signal) => poll(placeAt(places, machine, clock), machine, { clock, signal });
}

interface Work {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function* poll(
  place: Place,
  machine: Reachable,
  { clock, signal }: Work,
): AsyncGenerator<readonly Reading[]> {
  const { bus } = place;
  const { unit: id, intervalMs, timeoutMs, gapLimit } = modbusEndpoint.parse(machine.endpoint);
  const items = machine.profile.items.map((item) => ({
    ...item,
    address: modbusAddress.parse(item.address),
  }));
  const unit = unitOf(bus, id, { ceilingMs: timeoutMs, intervalMs });
  let plan = planFor(items, gapLimit, { unit, clock });
  let misses = 0;
  const line = await join(place);
  try {
    if (unit.quarantine !== null) {
      await untilItAnswers(bus, line, { unit, request: plan.requests[0], signal });
    }
    let dueMs = clock.monotonicMs();
    while (!signal.aborted) {
      if (plan.holes !== unit.holes || clock.monotonicMs() >= plan.untilMs) {
        plan = planFor(items, gapLimit, { unit, clock });
      }
      try {
        const readings = await readAll({ bus, line, unit, clock, signal }, plan.requests, items);
        misses = 0;
        yield readings;
      } catch (error) {
        if (signal.aborted) return;
        misses += 1;
        if (!(error instanceof Silence)) throw error;
        // Who has never answered gets one chance, who has answered gets two.
        if (misses >= 2 || unit.limit.smoothedMs === null) putInQuarantine(bus, unit);
        if (unit.quarantine !== null || !line.isOpen) throw error;
      }
      const nowMs = clock.monotonicMs();
      dueMs = Math.max(dueMs + intervalMs, nowMs);
      await clock.sleep(dueMs - nowMs, signal).catch(() => undefined);
    }
  } finally {
    place.users -= 1;
    if (place.users === 0) line.close();
  }
}

function placeAt(places: Places, machine: Reachable, clock: Clock): Place {
  const { name, ...address } = lineOf(modbusEndpoint.parse(machine.endpoint));
  const key = JSON.stringify(address);
  const place = places.get(key) ?? {
    name,
    address,
    bus: newBus(clock, address.kind),
    opening: null,
    users: 0,
  };
  places.set(key, place);
  return place;
}

/** The open connection of the place, with one user more. */
async function join(place: Place): Promise<Line> {
  for (;;) {
    const opening = place.opening ?? open(place);
    place.opening = opening;
    const line = await opening.catch((cause: unknown) => {
      if (place.opening === opening) place.opening = null;
      throw new Error(`cannot reach ${place.name}: ${textOf(cause)}`, { cause });
    });
    if (line.isOpen) {
      place.users += 1;
      return line;
    }
    await line.closed;
    if (place.opening === opening) place.opening = null;
  }
}

async function open({ address, bus }: Place): Promise<Line> {
  bus.silences = 0;
  bus.surprises = 0;
  bus.lastSilent = null;
  if (address.kind !== 'tcp') return await openRtu(address, { clock: bus.clock, user: lineUser(bus) });
  const client = new ModbusRTU.default();
  try {
    // The library hands `timeout` on to the socket, where it bounds the connecting; its types do not know it.
    const options = { port: address.port, timeout: connectTimeoutMs } as { port: number };
    await client.connectTCP(address.host, options);
  } catch (error) {
    client.destroy(() => undefined);
    throw error;
  }
  return tcpLine(client, bus.clock);
}

/** On Modbus TCP every frame has a number, by which the library drops answers that come too late. */
function tcpLine(client: Client, clock: Clock): Line {
  // Given up by us; the library still calls it open for a moment.
  let isGivenUp = false;
  return {
    get isOpen() {
      return client.isOpen && !isGivenUp;
    },
    closed: Promise.resolve(),
    freeAtMs: () => 0,
    ask: async ({ unit, table, start, length }, limitMs) => {
      client.setID(unit);
      client.setTimeout(limitMs);
      const askedMs = clock.monotonicMs();
      try {
        const { data } = await read(client, table, [start, length]);
        const tookMs = clock.monotonicMs() - askedMs;
        return { kind: 'contents', contents: { start, values: data.slice(0, length) }, tookMs };
      } catch (error) {
        if (!hasCode(error)) return { kind: 'silence', reason: textOf(error) };
        return { kind: 'refused', code: error.modbusCode, tookMs: clock.monotonicMs() - askedMs };
      }
    },
    close: () => {
      isGivenUp = true;
      client.destroy(() => undefined);
    },
  };
}

function read(
  client: Client,
  table: Table,
  [start, length]: readonly [number, number],
): Promise<{ data: (number | boolean)[] }> {
  switch (table) {
    case 'coil':
      return client.readCoils(start, length);
    case 'discreteInput':
      return client.readDiscreteInputs(start, length);
    case 'holdingRegister':
      return client.readHoldingRegisters(start, length);
    case 'inputRegister':
      return client.readInputRegisters(start, length);
  }
}

function hasCode(error: unknown): error is { modbusCode: number } {
  return (
    typeof error === 'object' && error !== null && 'modbusCode' in error && error.modbusCode !== undefined
  );
}

/** The library's time-out is a plain object with a name and a message. */
function textOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return String(cause);
  return String(cause.message || ('name' in cause ? cause.name : cause));
}
