// A disk whose power may go before or after any durable write.
// Promise: a write is whole or absent; what was written stays whatever happens to the process.
import type { Random } from './random.ts';

/** The power went: the process is gone, the disk is as it was at that instant. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** Durable writes of one process. */
export interface Disk {
  write(change: () => void): void;
}

/** A disk that cuts the power at a random one of its writes; `cutChance` is read anew for each. */
export function faultyDisk(random: Random, cutChance: () => number): Disk {
  return {
    write(change) {
      if (!random.chance(cutChance())) {
        change();
        return;
      }
      if (random.chance(0.5)) change();
      throw new PowerCut('the power went');
    },
  };
}
