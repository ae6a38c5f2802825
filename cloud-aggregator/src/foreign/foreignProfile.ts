// Pure: which metrics of an edge node that is not ours make the states of a machine: a profile like those of the
// boxes, with metrics in the place of registers and nodes. It stands in the directory, with the machine.
import { type Profile, profileSchema } from '@nakamawashi/machine-model';
import { z } from 'zod';

const address = z.strictObject({
  /** The metric's name in the birth. */
  metric: z.string().min(1).max(500),
  /** The Sparkplug device; null: a metric of the edge node itself; left out: the device called as the machine. */
  device: z.string().min(1).max(100).nullable().optional(),
});
type Address = z.infer<typeof address>;

/** The checks for the section `sparkplug` of a machine. */
export const foreignProfileSchema = profileSchema(address).refine(
  ({ protocol }) => protocol === 'sparkplug',
  'the protocol is sparkplug here',
);

/** The device whose metric an item is, null for the node's own. */
export function deviceOf(machine: string, item: Profile['items'][number]): string | null {
  const { device } = item.address as Address;
  return device === undefined ? machine : device;
}

export function metricOf(item: Profile['items'][number]): string {
  return (item.address as Address).metric;
}

/** The devices that must be alive for the machine's state to be known. */
export function neededDevices(machine: string, { items }: Profile): ReadonlySet<string> {
  const needed = items.filter(({ optional }) => !optional).map((item) => deviceOf(machine, item));
  return new Set(needed.filter((device) => device !== null));
}
