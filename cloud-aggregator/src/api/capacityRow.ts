// Pure: one machine's line of the free board as one ring is shown it. The owner's preview and the desk's board are
// made by this same function, so that what he is told is what they see (domain 6.1 B1, 6.6, 6.7).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { CapacitySettings } from '../capacity/capacitySettings.ts';
import { signs } from '../capacity/mark.ts';
import type { MachineCapacity } from '../capacity/shopCapacity.ts';
import { type Ring, type ShownCapacity, shownTo } from '../capacity/shownTo.ts';
import type { DirectoryMachine } from '../directory/capabilities.ts';
import type { Circle, Region, Stance, Workshop } from '../directory/entryKinds.ts';
import { isPaused, levelFor, type SharingLevel } from '../directory/sharing.ts';

/** One machine's line. */
export type CapacityRow = Omit<ShownCapacity, 'machine' | 'mayShowLive'> & {
  readonly id: string;
  readonly sign: string;
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly machine: { readonly id: string; readonly name: Bilingual };
  readonly class: Bilingual | null;
  readonly processes: readonly string[];
  readonly region: { readonly id: string; readonly name: Bilingual } | null;
  /** What is written down of the machine, and of the shop where the machine says nothing. */
  readonly attributes: DirectoryMachine['attributes'];
  /** Certificates of the shop that have not run out. */
  readonly certificates: readonly string[];
  /** When the owner last said his word for this week; null: not yet. */
  readonly confirmedAt: TimestampMs | null;
  /** Circles that the shop belongs to. */
  readonly circles: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly telephone: string | null;
  /** Until when the owner withholds the machine; null when he does not. */
  readonly pausedUntil: TimestampMs | null;
  /** Whether the plan says that the shop works now. */
  readonly isOpenNow: boolean;
};

/** What a line is made of. */
export interface RowGrounds {
  readonly ring: Exclude<Ring, 'own'>;
  readonly workshop: Workshop;
  readonly machine: DirectoryMachine;
  readonly capacity: MachineCapacity;
  /** The highest level that the box sends. */
  readonly sent: SharingLevel;
  readonly region: Region | undefined;
  readonly circles: readonly Circle[];
  /** The owner's word for this week. */
  readonly word: Stance | null;
  readonly isOpenNow: boolean;
  readonly at: TimestampMs;
  /** The local date at `at`. */
  readonly today: string;
}

/** The line for a ring, or null for who is shown nothing: an asker cannot tell it from what does not exist. */
export function capacityRow(grounds: RowGrounds, settings: CapacitySettings): CapacityRow | null {
  const { ring, workshop, machine, capacity, sent, region, circles, word, isOpenNow, at, today } = grounds;
  const level = levelFor(ring, machine.sharing, sent);
  if (level === 'none') return null;
  const paused = isPaused(workshop, at);
  const {
    machine: _,
    mayShowLive: __,
    ...shown
  } = shownTo(ring, capacity, paused ? 'none' : level, settings);
  return {
    ...shown,
    id: `${workshop.id}/${machine.id}`,
    sign: signs[shown.mark],
    workshop: { id: workshop.id, name: workshop.name },
    machine: { id: machine.id, name: machine.name },
    class: machine.class,
    processes: machine.processes.map(({ code }) => code),
    region:
      workshop.region === null ? null : { id: workshop.region, name: region?.name ?? bare(workshop.region) },
    attributes: { ...workshop.attributes, ...machine.attributes },
    certificates: workshop.certificates
      .filter(({ expires }) => expires === null || expires >= today)
      .map((each) => each.name),
    confirmedAt: paused ? null : (word?.at ?? null),
    circles: circles.map(({ id, name }) => ({ id, name })),
    telephone: workshop.contacts.find(({ phone }) => phone !== undefined)?.phone ?? null,
    pausedUntil: paused ? workshop.pausedUntil : null,
    isOpenNow,
  };
}

function bare(id: string): Bilingual {
  return { ja: id, en: id };
}
