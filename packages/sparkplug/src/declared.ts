// Pure: what a birth declared, and metrics of later messages read by it.
// Promise: a metric that no birth declared, or of another type than declared, does not come out.
// Follows Sparkplug B 3.0 section 6.4.6 (names, aliases, datatypes in births only).

import { PayloadError, typedValue } from './dataType.ts';
import type { Metric } from './payload.ts';

/** A metric with the name and datatype of its birth. */
export type ResolvedMetric = Metric & { readonly name: string; readonly datatype: number };

/** The names, datatypes and aliases of one birth. */
export interface Declared {
  readonly datatypes: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number | bigint, string>;
}

/** What a birth declares; throws PayloadError when a metric lacks its name or datatype. */
export function declare(birth: readonly Metric[]): {
  readonly declared: Declared;
  readonly metrics: readonly ResolvedMetric[];
} {
  const datatypes = new Map<string, number>();
  const names = new Map<number | bigint, string>();
  const metrics: ResolvedMetric[] = [];
  for (const metric of birth) {
    const { name, datatype, alias } = metric;
    if (name === null || datatype === null) throw new PayloadError('a birth metric without name or datatype');
    if (alias !== undefined) {
      if (names.has(alias)) throw new PayloadError(`alias ${alias} twice`);
      names.set(alias, name);
    }
    datatypes.set(name, datatype);
    metrics.push({ ...metric, name, datatype });
  }
  return { declared: { datatypes, names }, metrics };
}

/** Data metrics with the names and types of their birth; what cannot be read by it is named in `faults`. */
export function resolve(
  { datatypes, names }: Declared,
  data: readonly Metric[],
): { readonly metrics: readonly ResolvedMetric[]; readonly faults: readonly string[] } {
  const metrics: ResolvedMetric[] = [];
  const faults: string[] = [];
  for (const metric of data) {
    const name = metric.name ?? (metric.alias === undefined ? undefined : names.get(metric.alias));
    const datatype = name === undefined ? undefined : datatypes.get(name);
    if (name === undefined || datatype === undefined) {
      faults.push(`no birth declared ${metric.name ?? `alias ${metric.alias}`}`);
      continue;
    }
    try {
      metrics.push(named(metric, name, datatype));
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      faults.push(`${name}: ${error.message}`);
    }
  }
  return { metrics, faults };
}

/** Written out for metrics without alias, which is nearly all of them: a spread costs more than the reading. */
function named(metric: Metric, name: string, datatype: number): ResolvedMetric {
  const value = typedValue(metric.value, datatype);
  const { timestamp, isHistorical } = metric;
  if (metric.alias !== undefined || metric.isTransient || metric.isOpaque) {
    return { ...metric, name, datatype, value };
  }
  return isHistorical
    ? { name, timestamp, datatype, value, isHistorical }
    : { name, timestamp, datatype, value };
}
