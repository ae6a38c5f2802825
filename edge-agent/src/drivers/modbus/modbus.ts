// Modbus TCP: batched polling, read-only by construction: the four reading functions are the only ones named here.
// Units behind one address share one connection in turn; a unit that is silent costs the others no more than its
// time-out. A refused address is one bad item, silence is contact lost.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import ModbusRTU from 'modbus-serial';
import type { Driver, Reachable } from '../driver.ts';
import { type ModbusEndpoint, modbusAddress, modbusEndpoint, type Table } from './address.ts';
import { type Contents, decode } from './decode.ts';
import { planReads, type ReadRequest, splitRead } from './readPlan.ts';

type Client = InstanceType<typeof ModbusRTU.default>;

/** One connection, how many machines use it, and the end of the queue of requests on it. */
interface Link {
  readonly client: Client;
  users: number;
  lastTurn: Promise<unknown>;
  /** Time-outs since anything was heard: a connection on which nobody answers is given up for all. */
  silences: number;
  /** Given up by us; the library still calls it open for a moment. */
  isGivenUp: boolean;
}
type Links = Map<string, Promise<Link>>;

const silencesUntilClosed = 3;
const connectTimeoutMs = 5_000;
/** Exceptions by which a gateway says that the unit behind it does not answer. */
const unreachableCodes: ReadonlySet<unknown> = new Set([10, 11]);

/** A driver with connections of its own; machines at one address share one when they share the driver. */
export function modbusDriver(): Driver {
  const links: Links = new Map();
  return (machine, clock, signal) => poll(links, machine, { clock, signal });
}

async function* poll(
  links: Links,
  machine: Reachable,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<readonly Reading[]> {
  const endpoint = modbusEndpoint.parse(machine.endpoint);
  const items = machine.profile.items.map(({ id, address }) => ({
    id,
    address: modbusAddress.parse(address),
  }));
  let plan = planReads(items, endpoint.gapLimit);
  // Who has never answered gets one chance, who has answered gets two.
  let misses = 1;
  const link = await join(links, endpoint);
  try {
    let dueMs = clock.monotonicMs();
    while (!signal.aborted) {
      try {
        const cycle = await readAll(link, { endpoint, plan, clock });
        plan = cycle.plan;
        misses = 0;
        yield cycle.readings;
      } catch (error) {
        misses += 1;
        if (misses >= 2 || !isOpen(link)) throw error;
      }
      const nowMs = clock.monotonicMs();
      dueMs = Math.max(dueMs + endpoint.intervalMs, nowMs);
      await clock.sleep(dueMs - nowMs, signal).catch(() => undefined);
    }
  } finally {
    link.users -= 1;
    if (link.users === 0) destroy(link);
  }
}

async function join(links: Links, endpoint: ModbusEndpoint): Promise<Link> {
  const address = `${endpoint.host}:${endpoint.port}`;
  for (;;) {
    const opening = links.get(address) ?? open(endpoint);
    links.set(address, opening);
    const link = await opening.catch((cause: unknown) => {
      if (links.get(address) === opening) links.delete(address);
      throw new Error(`cannot reach ${address}: ${textOf(cause)}`, { cause });
    });
    if (isOpen(link)) {
      link.users += 1;
      return link;
    }
    if (links.get(address) === opening) links.delete(address);
  }
}

async function open({ host, port }: ModbusEndpoint): Promise<Link> {
  const client = new ModbusRTU.default();
  try {
    // The library hands `timeout` on to the socket, where it bounds the connecting; its types do not know it.
    await client.connectTCP(host, { port, timeout: connectTimeoutMs } as { port: number });
  } catch (error) {
    client.destroy(() => undefined);
    throw error;
  }
  return { client, users: 0, lastTurn: Promise.resolve(), silences: 0, isGivenUp: false };
}

function isOpen(link: Link): boolean {
  return link.client.isOpen && !link.isGivenUp;
}

function destroy(link: Link): void {
  link.isGivenUp = true;
  link.client.destroy(() => undefined);
}

interface Cycle {
  readonly endpoint: ModbusEndpoint;
  readonly plan: readonly ReadRequest[];
  readonly clock: Clock;
}

/** Reads every item once; a refused range is split from then on. Throws when the unit is silent. */
async function readAll(
  link: Link,
  { endpoint, plan, clock }: Cycle,
): Promise<{ readonly readings: readonly Reading[]; readonly plan: readonly ReadRequest[] }> {
  const readings: Reading[] = [];
  const nextPlan: ReadRequest[] = [];
  const todo = [...plan];
  for (let request = todo.shift(); request !== undefined; request = todo.shift()) {
    const contents = await readOnce(link, endpoint, request);
    if (contents === null && request.items.length > 1) {
      todo.unshift(...splitRead(request));
      continue;
    }
    nextPlan.push(request);
    const at = clock.now();
    for (const { id, address } of request.items) {
      const value = contents === null ? null : decode(address, contents);
      readings.push({ item: id, value, quality: value === null ? 'bad' : 'good', at });
    }
  }
  return { readings, plan: nextPlan };
}

/** One request in its turn; null when the unit refuses it. Throws when nothing or nonsense comes back. */
async function readOnce(
  link: Link,
  { unit, timeoutMs }: ModbusEndpoint,
  { table, start, length }: ReadRequest,
): Promise<Contents | null> {
  const { client } = link;
  const turn = link.lastTurn.then(async () => {
    if (!isOpen(link)) throw new Error('the device closed the connection');
    client.setID(unit);
    client.setTimeout(timeoutMs);
    const { data } = await read(client, table, [start, length]);
    return { start, values: data.slice(0, length) };
  });
  link.lastTurn = turn.catch(() => undefined);
  try {
    const contents = await turn;
    link.silences = 0;
    return contents;
  } catch (cause) {
    if (hasCode(cause) && !unreachableCodes.has(cause.modbusCode)) {
      link.silences = 0;
      return null;
    }
    if (!hasCode(cause)) link.silences += 1;
    if (link.silences >= silencesUntilClosed) destroy(link);
    throw new Error(`unit ${unit} does not answer: ${textOf(cause)}`, { cause });
  }
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
