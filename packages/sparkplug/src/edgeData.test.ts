// The edge node's data: seq, order and device deaths, titled with the clauses they show.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import {
  births,
  born,
  identity,
  live,
  machine,
  nodeStatus,
  read,
  typeOf,
} from '../../../tests/conformance/edgeSample.ts';
import * as edge from './edgeSession.ts';
import { liveMetrics } from './metrics.ts';
import type { Outgoing } from './outgoing.ts';

describe('edge session: data', () => {
  it(
    clauses(
      'NDATA and DDATA: QoS 0, not retained, send time, names and timestamps but no datatypes',
      'tck-id-topics-ndata-topic',
      'tck-id-topics-ndata-mqtt',
      'tck-id-topics-ndata-timestamp',
      'tck-id-topics-ndata-payload',
      'tck-id-topics-ddata-topic',
      'tck-id-topics-ddata-mqtt',
      'tck-id-topics-ddata-timestamp',
      'tck-id-topics-ddata-payload',
      'tck-id-payloads-ndata-timestamp',
      'tck-id-payloads-ndata-qos',
      'tck-id-payloads-ndata-retain',
      'tck-id-payloads-ddata-timestamp',
      'tck-id-payloads-ddata-qos',
      'tck-id-payloads-ddata-retain',
      'tck-id-payloads-metric-datatype-not-req',
    ),
    () => {
      const [one, node] = edge.nodeData(born()[0], nodeStatus, 30);
      const [, device] = edge.deviceData(one, 'lathe-1', liveMetrics(live), 31);
      expect(node).toMatchObject({ topic: 'spBv1.0/ota/NDATA/kamata', qos: 0, retain: false });
      expect(device).toMatchObject({ topic: 'spBv1.0/ota/DDATA/kamata/lathe-1', qos: 0, retain: false });
      expect([read(node).timestamp, read(device).timestamp]).toEqual([30, 31]);
      const metrics = [...read(node).metrics, ...read(device).metrics];
      expect(metrics.map(({ name }) => name)).toEqual(
        [...nodeStatus, ...liveMetrics(live)].map(({ name }) => name),
      );
      expect(metrics.every(({ datatype, timestamp }) => datatype === null && timestamp !== null)).toBe(true);
    },
  );

  it(
    clauses(
      'seq goes up by one over all messages of node and devices, deaths included, and wraps after 255',
      'tck-id-topics-ndata-seq-num',
      'tck-id-topics-ddata-seq-num',
      'tck-id-topics-ddeath-seq-num',
      'tck-id-payloads-sequence-num-always-included',
      'tck-id-payloads-sequence-num-incrementing',
      'tck-id-payloads-ndata-seq',
      'tck-id-payloads-ndata-seq-inc',
      'tck-id-payloads-ddata-seq',
      'tck-id-payloads-ddata-seq-inc',
      'tck-id-payloads-ddeath-seq',
      'tck-id-payloads-ddeath-seq-inc',
      'tck-id-payloads-ddeath-seq-number',
    ),
    () => {
      const kinds = fc.array(fc.constantFrom('node', 'device', 'death', 'rebirth'), { maxLength: 600 });
      fc.assert(
        fc.property(kinds, (steps) => {
          let [session] = born();
          let last = 2;
          for (const step of steps) {
            let message: Outgoing;
            if (step === 'rebirth') {
              const [again, messages] = edge.birth(session, births, 40);
              expect(messages.map((one) => read(one).seq)).toEqual([0, 1, 2]);
              session = again;
              last = 2;
              continue;
            }
            if (step === 'node') [session, message] = edge.nodeData(session, nodeStatus, 40);
            else if (step === 'device') [session, message] = edge.deviceData(session, 'lathe-1', [], 40);
            else if (session.declared.has('press-1')) {
              [session, message] = edge.deviceDeath(session, 'press-1', 40);
            } else [session, message] = edge.deviceBirth(session, 'press-1', machine, 40);
            last = (last + 1) % 256;
            expect(read(message).seq).toBe(last);
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  it(
    clauses(
      'data cannot be made before all births are out, nor for what no birth declared',
      'tck-id-payloads-ndata-order',
      'tck-id-payloads-ddata-order',
      'tck-id-operational-behavior-data-publish-nbirth',
    ),
    () => {
      const opened = edge.openSession(identity, 7);
      // @ts-expect-error — an opened session is not a born one: this is what keeps the order.
      expect(() => edge.nodeData(opened, [], 1)).toThrow();
      // @ts-expect-error — the same for devices.
      expect(() => edge.deviceData(opened, 'lathe-1', [], 1)).toThrow();
      const [session] = born();
      expect(() => edge.deviceData(session, 'mill-9', [], 1)).toThrow('BUG');
      expect(() => edge.nodeData(session, liveMetrics(live), 1)).toThrow('BUG');
      const untimed = nodeStatus.map((metric) => ({ ...metric, timestamp: null }));
      expect(() => edge.nodeData(session, untimed, 1)).toThrow('BUG');
    },
  );

  it(
    clauses(
      'DDEATH: QoS 0, not retained, send time; afterwards only a birth brings the device back',
      'tck-id-topics-ddeath-topic',
      'tck-id-topics-ddeath-mqtt',
      'tck-id-payloads-ddeath-timestamp',
    ),
    () => {
      const [session, death] = edge.deviceDeath(born()[0], 'lathe-1', 50);
      expect(death).toMatchObject({ topic: 'spBv1.0/ota/DDEATH/kamata/lathe-1', qos: 0, retain: false });
      expect(read(death)).toMatchObject({ timestamp: 50, metrics: [] });
      expect(() => edge.deviceData(session, 'lathe-1', [], 51)).toThrow('BUG');
      expect(() => edge.deviceDeath(session, 'lathe-1', 51)).toThrow('BUG');
      expect(() => edge.deviceBirth(born()[0], 'lathe-1', machine, 51)).toThrow('BUG');
      const [alive] = edge.deviceBirth(session, 'lathe-1', machine, 52);
      expect(typeOf(edge.deviceData(alive, 'lathe-1', [], 53)[1])).toBe('DDATA');
    },
  );
});
