// Pure: what an edge node that is not ours said, as readings of one machine. A time that cannot be is brought into
// the span that is still open: the sender's clock is not ours, and what came was true at the latest when it came.
import type { Profile, Reading, TimestampMs, Value } from '@nakamawashi/machine-model';
import type { ResolvedMetric } from '@nakamawashi/sparkplug';
import { deviceOf, metricOf } from './foreignProfile.ts';

/** What one message said, of the node itself (device null) or of one of its devices. */
export interface Told {
  readonly device: string | null;
  readonly metrics: readonly ResolvedMetric[];
}

/** The readings of a machine in a message that came at `at`; historical metrics say nothing of now and are left out. */
export function readingsIn(
  machine: string,
  profile: Profile,
  { device, metrics }: Told,
  at: TimestampMs,
): readonly Reading[] {
  const items = profile.items.filter((item) => deviceOf(machine, item) === device);
  if (items.length === 0) return [];
  return metrics.flatMap((metric) => {
    if (metric.isHistorical === true) return [];
    const item = items.find((each) => metricOf(each) === metric.name);
    if (item === undefined) return [];
    const value = readingValue(metric);
    const told = Math.min(metric.timestamp ?? at, at);
    return [{ item: item.id, value, quality: value === null ? 'bad' : 'good', at: told }];
  });
}

/** Numbers beyond 2^53 lose their last digits, which no rule asks for; bytes and what is opaque say nothing. */
function readingValue({ value, isOpaque }: ResolvedMetric): Value {
  if (isOpaque === true || value === null || value instanceof Uint8Array) return null;
  return typeof value === 'bigint' ? Number(value) : value;
}
