// One cycle of one unit: every item read once with few requests; refused ranges are parted until it is known what is
// refused. Promise: a refused address is one bad item and is left alone for a while; silence is thrown.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { ask, type Bus, type Unit } from './bus.ts';
import { type Contents, decode } from './decode.ts';
import { answered, type Holes, nextRetryMs, refused } from './holes.ts';
import type { Answer, Line } from './line.ts';
import { type PlannedItem, placeOf, planReads, type ReadRequest, splitRead } from './readPlan.ts';

/** Exceptions that concern this function, these addresses or their number: the same request will fail again. */
const lastingCodes: ReadonlySet<number> = new Set([1, 2, 3]);
const deviceFailure = 4;

/** The requests of a cycle, what it was made from, and until when it holds. */
interface Plan {
  readonly requests: readonly [ReadRequest, ...ReadRequest[]];
  readonly holes: Holes;
  readonly untilMs: number;
}

/** The requests of the next cycles. */
export function planFor(
  items: readonly PlannedItem[],
  gapLimit: number,
  { unit, clock }: { readonly unit: Unit; readonly clock: Clock },
): Plan {
  const { holes } = unit;
  const nowMs = clock.monotonicMs();
  const [first, ...others] = planReads(items, gapLimit, { holes, nowMs });
  // Where everything is a hole, one refusal a cycle is still a proof of contact.
  const [proof] = planReads(items.slice(0, 1), gapLimit);
  const start = first ?? proof;
  if (start === undefined) throw new Error('BUG: a profile without items');
  return { requests: [start, ...others], holes, untilMs: nextRetryMs(holes, nowMs) };
}

/** Who reads. */
interface Reader {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly bus: Bus;
  readonly line: Line;
  readonly unit: Unit;
}

/** Nothing came, or the gateway says that nothing did. */
export class Silence extends Error {}

/** Reads every item once, known holes aside; they are bad. Throws Silence, or when the line is broken. */
export async function readAll(
  reader: Reader,
  requests: readonly ReadRequest[],
  items: readonly PlannedItem[],
): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const request of requests) await readRange(reader, request, readings);
  if (readings.length === items.length) return readings;
  const read = new Set(readings.map(({ item }) => item));
  const at = reader.clock.now();
  const left = items.filter(({ id }) => !read.has(id));
  return [...readings, ...left.map(({ id }): Reading => ({ item: id, value: null, quality: 'bad', at }))];
}

/** Whether nothing in this range was refused; a refused range is parted until it is known what is refused. */
async function readRange(reader: Reader, request: ReadRequest, readings: Reading[]): Promise<boolean> {
  const { clock, unit } = reader;
  const { items, table, start } = request;
  const answer = await readOnce(reader, request);
  if (answer.kind === 'contents') {
    unit.holes = answered(unit.holes, request);
    readings.push(...readingsOf(request, answer.contents, clock.now()));
    return true;
  }
  const isLasting = lastingCodes.has(answer.code);
  const parts = isLasting || answer.code === deviceFailure ? splitRead(request) : null;
  if (parts === null) {
    const at = clock.now();
    for (const { id, address } of items) {
      if (isLasting) unit.holes = refused(unit.holes, placeOf(address), clock.monotonicMs());
      readings.push({ item: id, value: null, quality: 'bad', at });
    }
    return false;
  }
  const [left, right] = parts;
  const isLeftWhole = await readRange(reader, left, readings);
  const isRightWhole = await readRange(reader, right, readings);
  if (isLeftWhole && isRightWhole && isLasting) {
    // Each part is there, and what lies between them, or both at once, is not.
    const cut = { kind: 'cut', table, start: right.start, length: 0 } as const;
    if (right.start > start) unit.holes = refused(unit.holes, cut, clock.monotonicMs());
  }
  return false;
}

function readingsOf({ items }: ReadRequest, contents: Contents, at: number): readonly Reading[] {
  return items.map(({ id, address }) => {
    const value = decode(address, contents);
    return { item: id, value, quality: value === null ? 'bad' : 'good', at };
  });
}

/** One request in its turn. */
async function readOnce(
  { bus, line, unit, signal }: Reader,
  request: ReadRequest,
): Promise<Exclude<Answer, { kind: 'silence' }>> {
  const answer = await ask(bus, line, { unit, request, signal });
  if (answer.kind === 'silence') throw new Silence(`unit ${unit.id} does not answer: ${answer.reason}`);
  return answer;
}
