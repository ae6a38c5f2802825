// Pure: a message ready for the MQTT connection, and the two ways a Sparkplug payload becomes one.
// Promise: QoS 0 and not retained for everything but deaths by Will and STATE.
// Follows Sparkplug B 3.0 chapter 6 (…-qos, …-retain of each message type).

import type { TimestampMs } from '@nakamawashi/machine-model';
import { encodePayload, type Metric } from './payload.ts';
import { formatTopic, type SparkplugTopic } from './topic.ts';

/** One MQTT publish. */
export interface Outgoing {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** A birth, data or device-death message; datatypes are written in births only. */
export function edgeMessage(
  topic: SparkplugTopic,
  content: { readonly seq: number; readonly metrics: readonly Metric[]; readonly at: TimestampMs },
): Outgoing {
  const isBirth = topic.type === 'NBIRTH' || topic.type === 'DBIRTH';
  const payload = { timestamp: content.at, seq: content.seq, metrics: inTimeOrder(content.metrics) };
  return { topic: formatTopic(topic), payload: encodePayload(payload, isBirth), qos: 0, retain: false };
}

/** A command to a node (`device` null) or device; no seq, no datatypes (tck-id-payloads-ncmd-seq, …-dcmd-seq). */
export function command(
  target: { readonly group: string; readonly node: string; readonly device: string | null },
  metrics: readonly Metric[],
  at: TimestampMs,
): Outgoing {
  const { group, node, device } = target;
  const topic = formatTopic({ group, node, device, type: device === null ? 'NCMD' : 'DCMD' });
  const payload = encodePayload({ timestamp: at, seq: null, metrics }, false);
  return { topic, payload, qos: 0, retain: false };
}

function inTimeOrder(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}
