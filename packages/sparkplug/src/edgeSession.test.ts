// The edge node's session: its will, and births before anything else, titled with the clauses they show.
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import { born, identity, machine, metricIn, read, waiting } from '../../../tests/conformance/edgeSample.ts';
import { DataType } from './dataType.ts';
import * as edge from './edgeSession.ts';

describe('edge session: will and subscriptions', () => {
  it(
    clauses(
      'the will is an NDEATH with bdSeq alone, QoS 1, not retained, without seq',
      'tck-id-message-flow-edge-node-birth-publish-will-message-topic',
      'tck-id-message-flow-edge-node-birth-publish-will-message-payload',
      'tck-id-message-flow-edge-node-birth-publish-will-message-payload-bdSeq',
      'tck-id-message-flow-edge-node-birth-publish-will-message-qos',
      'tck-id-message-flow-edge-node-birth-publish-will-message-will-retained',
      'tck-id-topics-ndeath-topic',
      'tck-id-topics-ndeath-payload',
      'tck-id-topics-ndeath-seq',
      'tck-id-payloads-ndeath-seq',
      'tck-id-payloads-ndeath-will-message-qos',
      'tck-id-payloads-ndeath-will-message-retain',
    ),
    () => {
      const session = edge.openSession(identity, 7);
      expect(session.will).toMatchObject({ topic: 'spBv1.0/ota/NDEATH/kamata', qos: 1, retain: false });
      const { seq, metrics } = read(session.will);
      expect(seq).toBeNull();
      expect(metrics).toEqual([{ name: 'bdSeq', timestamp: null, datatype: DataType.Int64, value: 7 }]);
      expect(edge.nodeDeath(session)).toBe(session.will);
    },
  );

  it('bdSeq starts at 0, goes up by one and round after 255', () => {
    let last: number | null = null;
    for (let connects = 0; connects < 600; connects += 1) {
      last = edge.nextBdSeq(last);
      expect(last).toBe(connects % 256);
    }
  });

  it('commands of the node and of every device, and STATE, are subscribed at QoS 1', () => {
    expect(edge.edgeSubscriptions(waiting, ['lathe-1', 'press-1'])).toEqual([
      { topic: 'spBv1.0/ota/NCMD/kamata', qos: 1 },
      { topic: 'spBv1.0/ota/DCMD/kamata/lathe-1', qos: 1 },
      { topic: 'spBv1.0/ota/DCMD/kamata/press-1', qos: 1 },
      { topic: 'spBv1.0/STATE/board', qos: 1 },
    ]);
    expect(edge.edgeSubscriptions(identity, [])).toHaveLength(1);
  });
});

describe('edge session: births', () => {
  it(
    clauses(
      'NBIRTH comes first: seq 0, send time, QoS 0, not retained',
      'tck-id-principles-birth-certificates-order',
      'tck-id-topics-nbirth-topic',
      'tck-id-topics-nbirth-mqtt',
      'tck-id-topics-nbirth-seq-num',
      'tck-id-topics-nbirth-timestamp',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-topic',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-payload',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-qos',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-retained',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-payload-seq',
      'tck-id-payloads-sequence-num-req-nbirth',
      'tck-id-payloads-nbirth-timestamp',
      'tck-id-payloads-nbirth-seq',
      'tck-id-payloads-nbirth-qos',
      'tck-id-payloads-nbirth-retain',
    ),
    () => {
      const [first] = born()[1];
      expect(first).toMatchObject({ topic: 'spBv1.0/ota/NBIRTH/kamata', qos: 0, retain: false });
      expect(first && read(first)).toMatchObject({ seq: 0, timestamp: 20 });
    },
  );

  it(
    clauses(
      "NBIRTH carries the will's bdSeq as Int64",
      'tck-id-topics-nbirth-bdseq-included',
      'tck-id-topics-nbirth-bdseq-matching',
      'tck-id-message-flow-edge-node-birth-publish-nbirth-payload-bdSeq',
      'tck-id-payloads-nbirth-bdseq',
      'tck-id-payloads-nbirth-bdseq-repeat',
      'tck-id-payloads-ndeath-bdseq',
    ),
    () => {
      const [first] = born()[1];
      expect(first && metricIn(first, 'bdSeq')).toMatchObject({
        datatype: DataType.Int64,
        value: 7,
        timestamp: 20,
      });
    },
  );

  it(
    clauses(
      'NBIRTH carries Node Control/Rebirth, Boolean, false, without alias',
      'tck-id-topics-nbirth-rebirth-metric',
      'tck-id-operational-behavior-data-commands-rebirth-name',
      'tck-id-operational-behavior-data-commands-rebirth-name-aliases',
      'tck-id-operational-behavior-data-commands-rebirth-datatype',
      'tck-id-operational-behavior-data-commands-rebirth-value',
      'tck-id-payloads-nbirth-rebirth-req',
    ),
    () => {
      const [first] = born()[1];
      const metric = {
        name: 'Node Control/Rebirth',
        timestamp: 20,
        datatype: DataType.Boolean,
        value: false,
      };
      expect(first && metricIn(first, 'Node Control/Rebirth')).toEqual(metric);
    },
  );

  it(
    clauses(
      'DBIRTHs follow at once, seq one more each, send time, QoS 0, not retained',
      'tck-id-message-flow-device-birth-publish-nbirth-wait',
      'tck-id-message-flow-device-birth-publish-dbirth-topic',
      'tck-id-message-flow-device-birth-publish-dbirth-match-edge-node-topic',
      'tck-id-message-flow-device-birth-publish-dbirth-payload',
      'tck-id-message-flow-device-birth-publish-dbirth-qos',
      'tck-id-message-flow-device-birth-publish-dbirth-retained',
      'tck-id-message-flow-device-birth-publish-dbirth-payload-seq',
      'tck-id-topics-dbirth-topic',
      'tck-id-topics-dbirth-mqtt',
      'tck-id-topics-dbirth-seq',
      'tck-id-topics-dbirth-timestamp',
      'tck-id-payloads-dbirth-timestamp',
      'tck-id-payloads-dbirth-seq',
      'tck-id-payloads-dbirth-seq-inc',
      'tck-id-payloads-dbirth-order',
      'tck-id-payloads-dbirth-qos',
      'tck-id-payloads-dbirth-retain',
      'tck-id-topic-structure-namespace-unique-device-id',
    ),
    () => {
      const [, ...devices] = born()[1];
      expect(devices.map(({ topic }) => topic)).toEqual([
        'spBv1.0/ota/DBIRTH/kamata/lathe-1',
        'spBv1.0/ota/DBIRTH/kamata/press-1',
      ]);
      expect(devices.map((message) => read(message).seq)).toEqual([1, 2]);
      expect(devices.every((message) => read(message).timestamp === 20)).toBe(true);
      expect(devices.every(({ qos, retain }) => qos === 0 && !retain)).toBe(true);
    },
  );

  it(
    clauses(
      'every birth metric has name, datatype and timestamp, and no alias is used',
      'tck-id-payloads-metric-datatype-req',
      'tck-id-payloads-name-requirement',
    ),
    () => {
      for (const { metrics } of born()[1].map(read)) {
        for (const metric of metrics) {
          expect(metric.name).not.toBeNull();
          expect(metric.datatype).not.toBeNull();
          expect(metric.timestamp).not.toBeNull();
          expect(metric.alias).toBeUndefined();
        }
      }
    },
  );

  it(
    clauses(
      'metrics stand in time order within a message',
      'tck-id-operational-behavior-data-publish-nbirth-order',
      'tck-id-operational-behavior-data-publish-dbirth-order',
    ),
    () => {
      for (const { metrics } of born()[1].map(read)) {
        const times = metrics.map(({ timestamp }) => timestamp ?? 0);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
    },
  );

  it('a machine without metrics is not born, and a name outside the table or twice is our own fault', () => {
    expect(born()[1].some(({ topic }) => topic.includes('secret-1'))).toBe(false);
    const session = edge.openSession(identity, 7);
    const alien = { name: 'Counters/Parts', timestamp: 1, datatype: DataType.Int64, value: 1 };
    const wrong = [[alien], [...machine, ...machine]];
    for (const metrics of wrong) {
      const devices = new Map([['lathe-1', metrics]]);
      expect(() => edge.birth(session, { node: [], devices }, 1)).toThrow('BUG');
    }
  });

  it('more than 255 machines wrap the seq', () => {
    const devices = new Map(Array.from({ length: 300 }, (_, index) => [`m-${index}`, machine] as const));
    const [session, messages] = edge.birth(edge.openSession(identity, 7), { node: [], devices }, 20);
    expect(messages.map((message) => read(message).seq)).toEqual(messages.map((_, index) => index % 256));
    expect(session.seq).toBe(300 % 256);
  });
});
