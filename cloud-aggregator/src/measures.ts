// Everything the aggregator counts, for `GET /metrics` (Prometheus text).
// What is refused or dropped is counted first, so that nothing disappears without a number.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Measures = ReturnType<typeof openMeasures>;

/** A registry of its own, so that several aggregators may live in one process. */
export function openMeasures() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name: `nakamawashi_${name}`, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `nakamawashi_${name}`, help, labelNames, registers: [registry] });
  const seconds = (name: string, help: string): Histogram =>
    new Histogram({
      name: `nakamawashi_${name}`,
      help,
      registers: [registry],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    });
  return {
    registry,
    messages: counter('messages_total', 'Messages from edge nodes, by type', ['type']),
    malformed: counter('malformed_total', 'Messages dropped because they could not be read'),
    malformedOf: counter('malformed_by_edge_total', 'The same by workshop of the directory, or other', [
      'edge',
    ]),
    refusals: counter('broker_refusals_total', 'Sign-ins, Wills, messages, subscriptions, packets refused', [
      'what',
    ]),
    enrolments: counter('enrolments_total', 'Certificates given to boxes, by what for', ['what']),
    enrolmentRefusals: counter('enrolment_refusals_total', 'Enrolments and renewals refused', ['reason']),
    slotsStored: counter('slots_committed_total', 'Slots made durable, repeats included'),
    deadLetters: counter('dead_letters_total', 'Slots not accepted, by reason', ['reason']),
    deadLettersLeftOut: counter(
      'dead_letters_left_out_total',
      'Slots not accepted and not kept either, because enough of that machine are',
    ),
    parcelsDropped: counter(
      'parcels_dropped_total',
      'Parcels that found the queue full; the edge sends them again',
    ),
    receipts: counter('receipts_total', 'Receipts sent'),
    slotRefusals: counter('slot_refusals_total', 'Refusals of slots in the future sent'),
    rebirthRequests: counter('rebirth_requests_total', 'Rebirth requests sent'),
    linkFailures: counter('link_failures_total', 'Times the link to the broker was lost'),
    storeFailures: counter('store_failures_total', 'Times the store failed and was opened again'),
    commitSeconds: seconds('commit_seconds', 'Time of one transaction of slots'),
    queuedSlots: gauge('queued_slots', 'Slots that wait for the store'),
    edgeNodes: gauge('edge_nodes', 'Edge nodes that are alive'),
    machines: gauge('machines', 'Machines on the board, by freshness', ['freshness']),
    liveReaders: gauge('live_readers', 'Readers of the live feed'),
  };
}
