// An outbox in memory with the promises of the one on disk: durable when append returns, bounded, oldest dropped first.
// Promise: each slot keeps the end of the one appended before it, so that `follows` survives whatever is taken away.
import type { MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';
import { endOf, type Parcel } from '@nakamawashi/sparkplug';
import type { Disk } from './disk.ts';
import { type Ledger, noteAppended, noteGone } from './ledger.ts';

interface Held {
  readonly slot: Slot;
  readonly follows: TimestampMs | null;
}

/** What is on the edge's disk. */
export interface OutboxDisk {
  readonly held: Map<MachineId, readonly Held[]>;
  readonly appendedThrough: Map<MachineId, TimestampMs | null>;
}

/** The outbox as the edge's process uses it. */
export interface Outbox {
  append(slot: Slot, sums: boolean): void;
  read(machine: MachineId, after: TimestampMs | null, limit: number): Parcel | null;
  acknowledge(machine: MachineId, through: TimestampMs): void;
  /** Takes away what ends after `now`; the stream goes on from the last slot before it. */
  setAside(machine: MachineId, now: TimestampMs): void;
  appendedThrough(machine: MachineId): TimestampMs | null;
}

/** A new disk. */
export function emptyOutbox(): OutboxDisk {
  return { held: new Map(), appendedThrough: new Map() };
}

/** Every slot on the disk. */
export function allHeld(disk: OutboxDisk): readonly Slot[] {
  return [...disk.held.values()].flat().map(({ slot }) => slot);
}

/** Opens what is on a disk. */
export function openOutbox(
  stored: OutboxDisk,
  disk: Disk,
  { ledger, mostSlots }: { readonly ledger: Ledger; readonly mostSlots: number },
): Outbox {
  const heldOf = (machine: MachineId): readonly Held[] => stored.held.get(machine) ?? [];
  const appendedThrough = (machine: MachineId): TimestampMs | null =>
    stored.appendedThrough.get(machine) ?? null;
  return {
    appendedThrough,
    append(slot, sums) {
      const { machine } = slot;
      disk.write(() => {
        noteAppended(ledger, slot, sums);
        const held = [...heldOf(machine), { slot, follows: appendedThrough(machine) }];
        for (const dropped of held.slice(0, -mostSlots)) noteGone(ledger, dropped.slot, 'overflowed');
        stored.held.set(machine, held.slice(-mostSlots));
        stored.appendedThrough.set(machine, endOf(slot));
      });
    },
    read(machine, after, limit) {
      const held = heldOf(machine);
      const from = held.findIndex(({ slot }) => after === null || endOf(slot) > after);
      const [first, ...others] = from < 0 ? [] : held.slice(from, from + limit);
      const oldest = held[0]?.slot.start;
      if (first === undefined || oldest === undefined) return null;
      return { machine, follows: first.follows, oldest, slots: [first, ...others].map(({ slot }) => slot) };
    },
    acknowledge(machine, through) {
      disk.write(() => {
        const held = heldOf(machine);
        for (const { slot } of held) if (endOf(slot) <= through) noteGone(ledger, slot, 'acknowledged');
        stored.held.set(
          machine,
          held.filter(({ slot }) => endOf(slot) > through),
        );
      });
    },
    setAside(machine, now) {
      disk.write(() => {
        const held = heldOf(machine);
        const [first, ...others] = held.filter(({ slot }) => endOf(slot) > now);
        if (first === undefined) return;
        for (const { slot } of [first, ...others]) noteGone(ledger, slot, 'set aside');
        stored.held.set(
          machine,
          held.filter(({ slot }) => endOf(slot) <= now),
        );
        stored.appendedThrough.set(machine, first.follows);
      });
    },
  };
}
