// Pure: the promises of the outbox, where closed slots wait for their receipt (wire.md, "Parcels and receipts").
// Promise: appended is durable; a slot leaves only by receipt, by the bound on its age, or set aside by its clock.
import type { MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';
import type { Parcel } from '@nakamawashi/sparkplug';

/** What is held for some machines together. */
export interface Holdings {
  /** Slots held. */
  readonly depth: number;
  /** Start of the oldest slot held, or null. */
  readonly oldest: TimestampMs | null;
  /** Slots set aside because their time turned out to be in the future. */
  readonly setAside: number;
  /** Slots that were dropped because the outbox was full. */
  readonly dropped: number;
}

/** Slots waiting at the edge for their receipt, each known by (machine, start). All errors are the disk's. */
export interface Outbox {
  /**
   * Holds the slots, each machine's oldest first; on disk when it returns. A slot that ends at or before the last
   * appended end of its machine has been here before and is left out.
   */
  append(slots: readonly Slot[]): void;
  /** At most `limit` held slots that end after `after` (null: from the oldest), oldest first; null: none. */
  read(machine: MachineId, after: TimestampMs | null, limit: number): Parcel | null;
  /** Forgets every slot that ends at or before `through`. */
  acknowledge(machine: MachineId, through: TimestampMs): void;
  /**
   * Takes the slots that start at or after `from` out of the stream and keeps them apart; the stream goes on after the
   * last good one. Returns how many there were.
   */
  setAside(machine: MachineId, from: TimestampMs): number;
  /** End of the newest slot ever appended and not set aside, or null. */
  lastAppendedEnd(machine: MachineId): TimestampMs | null;
  /** The highest `through` ever acknowledged, or null. */
  acknowledgedThrough(machine: MachineId): TimestampMs | null;
  /** Start of the oldest slot held, or null. */
  oldest(machine: MachineId): TimestampMs | null;
  holdings(machines: readonly MachineId[]): Holdings;
  /**
   * Notes whether a machine is shared from `at` on, and returns since when it has been, or null: time from before it
   * was shared never becomes a slot.
   */
  noteSharing(machine: MachineId, isShared: boolean, at: TimestampMs): TimestampMs | null;
  close(): void;
}
