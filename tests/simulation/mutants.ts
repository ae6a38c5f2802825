// Pure: rules of admission that are wrong on purpose, to show that the simulation would notice.
// Promise: each differs from the written rule in exactly the point it is named after.
import { admit, endOf, type Parcel } from '@nakamawashi/sparkplug';
import type { Admit } from './hostRoom.ts';

/** Without the check of step 3: every parcel moves the mark, whether one before it is missing or not. */
export const alwaysAdvance: Admit = (mark, parcel, now) => admit(mark, { ...parcel, follows: null }, now);

/** Without `Outbox/Oldest`: only a parcel that follows the mark, or nothing, moves it. */
export const ignoreOldest: Admit = (mark, parcel, now) =>
  admit(mark, { ...parcel, oldest: beforeAll(parcel) }, now);

/** Lets the mark pass over refused slots of the future. */
export const passOverFuture: Admit = (mark, parcel, now) => {
  const admission = admit(mark, parcel, now);
  const last = parcel.slots.at(-1);
  const moves = admission.refusedFrom !== null && last !== undefined;
  return moves ? { ...admission, mark: Math.max(admission.mark ?? 0, endOf(last)) } : admission;
};

/** Rewrites history: what lies behind the mark is stored again. */
export const rewriteHistory: Admit = (mark, parcel, now) => {
  const admission = admit(mark, parcel, now);
  const behind = parcel.slots.filter((slot) => endOf(slot) <= (mark ?? 0));
  return { ...admission, fresh: [...behind, ...admission.fresh] };
};

function beforeAll({ slots }: Parcel): number {
  return (slots[0]?.start ?? 0) - 1;
}
