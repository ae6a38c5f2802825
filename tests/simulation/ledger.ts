// Everything the edge ever appended, and what became of it: the judge of a simulated run.
// Promise: a slot that is neither stored unchanged nor accounted for by a named cause is a Violation.

import type { Slot, TimestampMs } from '@nakamawashi/machine-model';
import { endOf } from '@nakamawashi/sparkplug';

/** The invariant does not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Why a slot left the outbox. */
export type Fate = 'acknowledged' | 'overflowed' | 'disk replaced' | 'set aside';

/** What became of a slot in the end. */
export type Verdict = 'stored' | 'does not sum' | 'time already accounted' | 'lost in restore' | Fate;

/** One appended slot; the same span may be appended again in another life of the box. */
export interface Entry {
  readonly order: number;
  readonly slot: Slot;
  readonly sums: boolean;
  fate: Fate | null;
  /** How many times the database had been restored when this slot last became durable there; null: it never did. */
  durableIn: number | null;
}

/** The books of one run. */
export interface Ledger {
  readonly entries: Entry[];
  readonly byKey: Map<string, Entry[]>;
  /** The highest mark that was ever durable, for each machine. */
  readonly highestMark: Map<string, TimestampMs>;
  restores: number;
}

/** Empty books. */
export function openLedger(): Ledger {
  return { entries: [], byKey: new Map(), highestMark: new Map(), restores: 0 };
}

/** The identity of a slot. */
export function keyOf({ machine, start }: Slot): string {
  return `${machine}@${start}`;
}

/** Whether two slots say the same. */
export function sameSlot(a: Slot, b: Slot): boolean {
  return (
    keyOf(a) === keyOf(b) &&
    a.lengthMs === b.lengthMs &&
    JSON.stringify(a.elements) === JSON.stringify(b.elements)
  );
}

/** Notes a slot that became durable at the edge. */
export function noteAppended(ledger: Ledger, slot: Slot, sums: boolean): void {
  const entry: Entry = { order: ledger.entries.length, slot, sums, fate: null, durableIn: null };
  ledger.entries.push(entry);
  const key = keyOf(slot);
  ledger.byKey.set(key, [...(ledger.byKey.get(key) ?? []), entry]);
}

/** The entry of a slot with this very content. */
export function entryOf(ledger: Ledger, slot: Slot): Entry {
  const entry = ledger.byKey.get(keyOf(slot))?.findLast((one) => sameSlot(one.slot, slot));
  if (entry === undefined) throw new Violation(`${keyOf(slot)} was never appended like this`);
  return entry;
}

/** Notes that a slot left the outbox; one that a receipt let go must have been durable, or its time taken. */
export function noteGone(ledger: Ledger, slot: Slot, fate: Fate): void {
  const entry = entryOf(ledger, slot);
  if (fate === 'acknowledged' && entry.durableIn === null && !isTimeTaken(ledger, entry)) {
    throw new Violation(`${keyOf(slot)} was acknowledged and never durable`);
  }
  entry.fate = fate;
}

/** Whether a slot appended earlier, in another life or by another clock, had its time accounted for in the store. */
function isTimeTaken(ledger: Ledger, entry: Entry): boolean {
  return ledger.entries.some(
    (other) =>
      other.order < entry.order &&
      other.slot.machine === entry.slot.machine &&
      endOf(other.slot) >= endOf(entry.slot) &&
      other.durableIn !== null,
  );
}

/** A receipt never reaches beyond what was durable. */
export function judgeReceipt(ledger: Ledger, machine: string, through: TimestampMs): void {
  if (through <= (ledger.highestMark.get(machine) ?? Number.NEGATIVE_INFINITY)) return;
  throw new Violation(`a receipt through ${through} for ${machine} without such a mark`);
}

/** After a mark was raised: no slot that is still held may lie behind it without being durable. */
export function judgeMark(
  ledger: Ledger,
  mark: TimestampMs,
  held: readonly Slot[],
  isDurable: (slot: Slot) => boolean,
): void {
  for (const slot of held) {
    if (endOf(slot) > mark || isDurable(slot)) continue;
    if (!isTimeTaken(ledger, entryOf(ledger, slot))) {
      throw new Violation(`the mark ${mark} ran ahead of ${keyOf(slot)}, which is not durable`);
    }
  }
}

/** What became of a slot at the end of the run; throws Violation when nothing accounts for it. */
export function judge(
  ledger: Ledger,
  entry: Entry,
  end: { readonly stored: ReadonlyMap<string, Slot>; readonly deadLetters: ReadonlySet<string> },
): Verdict {
  const { slot, fate } = entry;
  const stored = end.stored.get(keyOf(slot));
  if (stored !== undefined && sameSlot(stored, slot)) return 'stored';
  if (!entry.sums && end.deadLetters.has(keyOf(slot))) return 'does not sum';
  if (fate === null) throw new Violation(`${keyOf(slot)} is stuck in the outbox`);
  if (fate !== 'acknowledged') return fate;
  if (isTimeTaken(ledger, entry)) return 'time already accounted';
  if (entry.durableIn !== null && entry.durableIn < ledger.restores) return 'lost in restore';
  throw new Violation(`${keyOf(slot)} was acknowledged and is not in the store`);
}
