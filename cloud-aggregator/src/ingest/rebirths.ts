// Rebirth requests on their way out, spread over time: after an outage every edge node may be wanted at once, and the
// births of all of them in the same second would be the next outage. Who was born meanwhile is not asked.
import type { Outgoing } from '@nakamawashi/sparkplug';

/** Requests that wait, by edge node, and how many may go out now. */
export interface RebirthDesk {
  readonly wanted: Map<string, Outgoing>;
  mayAsk: number;
}

/** Requests that may go out at once. */
const atOnce = 50;
/** How many more each tick of a tenth of a second allows: 4,200 workshops are asked within half a minute. */
const perTick = 20;

export function openRebirthDesk(): RebirthDesk {
  return { wanted: new Map(), mayAsk: atOnce };
}

/** Lets a tick pass. */
export function refillRebirths(desk: RebirthDesk): void {
  desk.mayAsk = Math.min(atOnce, desk.mayAsk + perTick);
}

/** Takes off the desk whatever may be asked now, the longest wanted first. */
export function dueRebirths(desk: RebirthDesk): readonly Outgoing[] {
  const due: Outgoing[] = [];
  for (const [node, message] of desk.wanted) {
    if (desk.mayAsk === 0) break;
    desk.mayAsk -= 1;
    desk.wanted.delete(node);
    due.push(message);
  }
  return due;
}
