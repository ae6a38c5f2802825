// The host's answer to a node that was born with its time in doubt: the host's own time, fresh. A box that has nothing
// acknowledged yet would hear no other fresh message (wire.md, "Edge clock").
import type { TimestampMs } from '@nakamawashi/machine-model';
import {
  command,
  hostTimeMetrics,
  isTimeInDoubt,
  type Outgoing,
  type ResolvedMetric,
} from '@nakamawashi/sparkplug';

/** Sends the time to a node whose birth asks for it; nothing while the link is down, another birth will come. */
export function tellTime(
  send: ((message: Outgoing) => void) | null,
  to: { readonly consortium: string; readonly node: string },
  { metrics, at }: { readonly metrics: readonly ResolvedMetric[]; readonly at: TimestampMs },
): void {
  const target = { group: to.consortium, node: to.node, device: null };
  if (isTimeInDoubt(metrics)) send?.(command(target, hostTimeMetrics(at), at));
}
