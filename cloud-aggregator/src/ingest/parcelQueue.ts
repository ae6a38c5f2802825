// Parcels on their way to the store, a line for each workshop, served in turn, so that one that drains a backlog delays
// no other. Bounded as a whole and for each workshop: what does not fit is dropped without a receipt, and the edge
// sends it again (wire.md), so that a store that is down or slow costs no memory beyond the bound.
import type { Parcel } from '@nakamawashi/sparkplug';
import { workshopOf } from '../directory/directory.ts';

export interface ParcelQueue {
  /** Whether the parcel was taken in. */
  offer(parcel: Parcel): boolean;
  /** Parcels of the workshops in turn, together at most `mostSlots` slots, but at least one parcel if there is any. */
  take(mostSlots: number): readonly Parcel[];
  /** Gives back what was taken and could not be stored; it is taken first again. */
  putBack(parcels: readonly Parcel[]): void;
  /** Resolves as soon as `atLeast` slots wait, 1 unless told otherwise; rejects when `signal` is aborted. */
  ready(signal: AbortSignal, atLeast?: number): Promise<void>;
  /** Whether more of this workshop is welcome: neither its own line nor the whole is nearly full. */
  hasRoom(workshop: string): boolean;
  /** How full it is, 0 to 1. */
  fill(): number;
  /** Slots that wait. */
  slots(): number;
}

/** The bounds, in slots. */
export interface QueueLimits {
  readonly all: number;
  readonly ofWorkshop: number;
}

interface Line {
  parcels: Parcel[];
  slots: number;
}

/** Slots of one workshop that are taken in one turn: several parcels of a machine, so that its page is written once. */
const turnSlots = 400;

export function openParcelQueue({ all, ofWorkshop }: QueueLimits): ParcelQueue {
  /** In the order of their turns; a workshop without parcels has no line. */
  let lines = new Map<string, Line>();
  let slots = 0;
  const waiter = openWaiter(() => slots);
  const add = (workshop: string, parcel: Parcel): void => {
    const line = lines.get(workshop) ?? { parcels: [], slots: 0 };
    line.parcels.push(parcel);
    line.slots += parcel.slots.length;
    slots += parcel.slots.length;
    lines.set(workshop, line);
  };
  const waitingOf = (workshop: string): number => lines.get(workshop)?.slots ?? 0;
  return {
    offer: (parcel) => {
      const workshop = workshopOf(parcel.machine);
      const count = parcel.slots.length;
      if (slots + count > all || waitingOf(workshop) + count > ofWorkshop) return false;
      add(workshop, parcel);
      waiter.look();
      return true;
    },
    take: (most) => {
      const taken: Parcel[] = [];
      let left = most;
      while (lines.size > 0) {
        const [[workshop, line] = ['', null]] = lines;
        if (line === null) break;
        const turn = takeTurn(line, Math.min(left, turnSlots), taken.length === 0);
        if (turn.length === 0) break;
        taken.push(...turn);
        const count = slotsIn(turn);
        line.slots -= count;
        slots -= count;
        left -= count;
        lines.delete(workshop);
        if (line.parcels.length > 0) lines.set(workshop, line);
      }
      return taken;
    },
    putBack: (parcels) => {
      const later = lines;
      lines = new Map();
      slots = 0;
      for (const parcel of parcels) add(workshopOf(parcel.machine), parcel);
      for (const [workshop, line] of later) for (const parcel of line.parcels) add(workshop, parcel);
    },
    ready: waiter.ready,
    hasRoom: (workshop) => slots < all * 0.8 && waitingOf(workshop) < ofWorkshop / 2,
    fill: () => Math.min(1, slots / all),
    slots: () => slots,
  };
}

/** The one who waits for slots; `look` wakes it when enough are there. */
function openWaiter(slots: () => number): { readonly ready: ParcelQueue['ready']; look(): void } {
  let waiter: { readonly atLeast: number; wake(): void } | null = null;
  return {
    look: () => {
      if (waiter !== null && slots() >= waiter.atLeast) waiter.wake();
    },
    ready: (signal, atLeast = 1) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (slots() >= atLeast) return resolve();
        const stop = (): void => {
          waiter = null;
          reject(signal.reason);
        };
        signal.addEventListener('abort', stop, { once: true });
        const wake = (): void => {
          waiter = null;
          signal.removeEventListener('abort', stop);
          resolve();
        };
        waiter = { atLeast, wake };
      }),
  };
}

/** The oldest parcels of one line within `most` slots; the first whatever its size when `atLeastOne`. */
function takeTurn(line: Line, most: number, atLeastOne: boolean): Parcel[] {
  let end = 0;
  let count = 0;
  for (const parcel of line.parcels) {
    count += parcel.slots.length;
    if (count > most && !(atLeastOne && end === 0)) break;
    end += 1;
  }
  return line.parcels.splice(0, end);
}

function slotsIn(parcels: readonly Parcel[]): number {
  return parcels.reduce((sum, parcel) => sum + parcel.slots.length, 0);
}
