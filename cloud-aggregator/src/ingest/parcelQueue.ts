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
  /** Resolves as soon as `atLeast` slots wait, 1 unless told otherwise; rejects when `signal` is aborted. */
  ready(signal: AbortSignal, atLeast?: number): Promise<void>;
  /** Slots that wait. */
  slots(): number;
}

/** A queue for at most `mostSlots` slots. */
export function openParcelQueue(mostSlots: number): ParcelQueue {
  let waiting: Parcel[] = [];
  let slots = 0;
  let waiter: { readonly atLeast: number; wake(): void } | null = null;
  const count = (parcels: readonly Parcel[]): number =>
    parcels.reduce((sum, parcel) => sum + parcel.slots.length, 0);
  return {
    offer: (parcel) => {
      if (slots + parcel.slots.length > mostSlots) return false;
      waiting.push(parcel);
      slots += parcel.slots.length;
      if (waiter !== null && slots >= waiter.atLeast) waiter.wake();
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
    ready: (signal, atLeast = 1) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (slots >= atLeast) return resolve();
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
    slots: () => slots,
  };
}
