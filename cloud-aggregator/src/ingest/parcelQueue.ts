// Parcels on their way to the store. Bounded: what does not fit is dropped without a receipt, and the edge sends it
// again (wire.md), so that a store that is down or slow costs no memory beyond the bound.
import type { Parcel } from '@nakamawashi/sparkplug';

export interface ParcelQueue {
  /** Whether the parcel was taken in. */
  offer(parcel: Parcel): boolean;
  /** The oldest parcels, together at most `mostSlots` slots, but at least one parcel if there is any. */
  take(mostSlots: number): readonly Parcel[];
  /** Gives back what was taken and could not be stored; it is taken first again. */
  putBack(parcels: readonly Parcel[]): void;
  /** Resolves as soon as there is a parcel; rejects when `signal` is aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** Slots that wait. */
  slots(): number;
}

/** A queue for at most `mostSlots` slots. */
export function openParcelQueue(mostSlots: number): ParcelQueue {
  let waiting: Parcel[] = [];
  let slots = 0;
  let wake: (() => void) | null = null;
  const count = (parcels: readonly Parcel[]): number =>
    parcels.reduce((sum, parcel) => sum + parcel.slots.length, 0);
  return {
    offer: (parcel) => {
      if (slots + parcel.slots.length > mostSlots) return false;
      waiting.push(parcel);
      slots += parcel.slots.length;
      wake?.();
      return true;
    },
    take: (most) => {
      let end = 0;
      let taken = 0;
      for (const parcel of waiting) {
        if (end > 0 && taken + parcel.slots.length > most) break;
        taken += parcel.slots.length;
        end += 1;
      }
      slots -= taken;
      return waiting.splice(0, end);
    },
    putBack: (parcels) => {
      waiting = [...parcels, ...waiting];
      slots += count(parcels);
    },
    ready: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (waiting.length > 0) return resolve();
        const stop = (): void => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
        wake = () => {
          wake = null;
          signal.removeEventListener('abort', stop);
          resolve();
        };
      }),
    slots: () => slots,
  };
}
