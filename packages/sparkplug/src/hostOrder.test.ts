// The host's commands, and the order in which it takes messages.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import {
  dbirth,
  ddata,
  hear,
  hearAll,
  int,
  isRebirth,
  kinds,
  message,
  nbirth,
  nothing,
  type Run,
  values,
  viewOf,
} from '../../../tests/conformance/hostSample.ts';
import * as host from './hostSession.ts';
import { command } from './outgoing.ts';
import { receiptMetrics } from './parcel.ts';
import { decodePayload } from './payload.ts';

describe('host session: commands', () => {
  it(
    clauses(
      'a rebirth request is an NCMD with Node Control/Rebirth true, QoS 0, not retained, timed, without seq',
      'tck-id-topics-ncmd-topic',
      'tck-id-topics-ncmd-mqtt',
      'tck-id-topics-ncmd-timestamp',
      'tck-id-topics-ncmd-payload',
      'tck-id-payloads-ncmd-timestamp',
      'tck-id-payloads-ncmd-seq',
      'tck-id-payloads-ncmd-qos',
      'tck-id-payloads-ncmd-retain',
      'tck-id-operational-behavior-data-commands-ncmd-rebirth-verb',
      'tck-id-operational-behavior-data-commands-ncmd-rebirth-name',
      'tck-id-operational-behavior-data-commands-ncmd-rebirth-value',
      'tck-id-operational-behavior-data-commands-ncmd-verb',
      'tck-id-operational-behavior-data-commands-ncmd-metric-name',
      'tck-id-operational-behavior-data-commands-ncmd-metric-value',
    ),
    () => {
      const [request] = host.askRebirth(host.unknownNode('ota', 'n'), 77).send;
      expect(request).toMatchObject({ topic: 'spBv1.0/ota/NCMD/n', qos: 0, retain: false });
      expect(request && decodePayload(request.payload)).toEqual({
        timestamp: 77,
        seq: null,
        metrics: [{ name: 'Node Control/Rebirth', timestamp: 77, datatype: null, value: true }],
      });
    },
  );

  it(
    clauses(
      'a receipt is a DCMD with a metric of the DBIRTH, QoS 0, not retained, timed, without seq',
      'tck-id-topics-dcmd-topic',
      'tck-id-topics-dcmd-mqtt',
      'tck-id-topics-dcmd-timestamp',
      'tck-id-topics-dcmd-payload',
      'tck-id-payloads-dcmd-timestamp',
      'tck-id-payloads-dcmd-seq',
      'tck-id-payloads-dcmd-qos',
      'tck-id-payloads-dcmd-retain',
      'tck-id-payloads-name-cmd-requirement',
      'tck-id-operational-behavior-data-commands-dcmd-verb',
      'tck-id-operational-behavior-data-commands-dcmd-metric-name',
      'tck-id-operational-behavior-data-commands-dcmd-metric-value',
    ),
    () => {
      const receipt = command({ group: 'ota', node: 'n', device: 'd' }, receiptMetrics(300_000, 78), 78);
      expect(receipt).toMatchObject({ topic: 'spBv1.0/ota/DCMD/n/d', qos: 0, retain: false });
      expect(decodePayload(receipt.payload)).toEqual({
        timestamp: 78,
        seq: null,
        metrics: [{ name: 'Outbox/Acknowledged Through', timestamp: 78, datatype: null, value: 300_000 }],
      });
    },
  );
});

describe('host session: order', () => {
  const born = hearAll(nbirth(), dbirth());

  it(
    clauses(
      'a message ahead of its turn waits, and the late one stops the timer',
      'tck-id-operational-behavior-host-reordering-start',
      'tck-id-operational-behavior-host-reordering-success',
    ),
    () => {
      const early = hear(born, ddata(3), 1000);
      expect(viewOf(early).gapSince).toBe(1000);
      expect(values(early)).toEqual([]);
      const late = hear(early, ddata(2), 1500);
      expect(values(late)).toEqual([2, 3]);
      expect(viewOf(late).gapSince).toBeNull();
      expect(host.hostTick(viewOf(late), 60_000).send).toEqual([]);
    },
  );

  it(
    clauses(
      'when the time-out, which can be set, is over, what waits is taken and a rebirth asked for',
      'tck-id-operational-behavior-host-reordering-param',
      'tck-id-operational-behavior-host-reordering-rebirth',
    ),
    () => {
      const view = viewOf(hear(hear(born, ddata(4), 1000), ddata(3), 1100));
      expect(host.hostTick(view, 2999, 2000)).toEqual({ view, events: [], send: [] });
      const over = host.hostTick(view, 3000, 2000);
      expect(values({ ...over })).toEqual([3, 4]);
      expect(over.send.filter(isRebirth)).toHaveLength(1);
      expect(over.view).toMatchObject({ gapSince: null, waiting: [], nextSeq: 5 });
    },
  );

  it('a clock set back does not make a gap wait for ever', () => {
    expect(host.hostTick(viewOf(hear(born, ddata(3), 1000)), 10).send).toHaveLength(1);
  });

  it('messages within the window come out in order, once, however they are shuffled and repeated', () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, index) => index),
      { minLength: 60 },
    );
    fc.assert(
      fc.property(
        order,
        fc.array(fc.nat(59)),
        fc.integer({ min: 2, max: 255 }),
        (indices, repeats, first) => {
          let run: Run = { ...nothing, view: { ...viewOf(born), nextSeq: first } };
          for (const index of [...indices, ...repeats]) run = hear(run, ddata((first + index) % 256, index));
          expect(values(run)).toEqual(Array.from({ length: 60 }, (_, index) => index));
          expect(run.send).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('messages behind their turn end in a rebirth: the NBIRTH of a new session may have been lost', () => {
    const behind = hear({ ...nothing, view: { ...viewOf(born), nextSeq: 100 } }, ddata(2), 1000);
    expect(kinds(behind)).toEqual(['refused']);
    expect(host.hostTick(viewOf(behind), 1000 + host.reorderTimeoutMs).send.filter(isRebirth)).toHaveLength(
      1,
    );
    const repeated = hear(hear(born, ddata(2)), ddata(2));
    expect(host.hostTick(viewOf(hear(repeated, ddata(3))), 60_000).send).toEqual([]);
  });

  it('too many waiting messages are not hoarded', () => {
    let run: Run = { ...nothing, view: born.view };
    for (let seq = 3; seq <= 3 + host.mostWaiting; seq += 1) run = hear(run, ddata(seq));
    expect(values(run)).toHaveLength(host.mostWaiting + 1);
    expect(run.send).toHaveLength(1);
  });

  it('a DBIRTH that overtakes its NBIRTH is taken after it; older waiting messages are not', () => {
    const early = hear(hear(born, dbirth(10, 500)), ddata(11));
    const reborn = hear(early, message('NBIRTH', 9, [int('bdSeq', 4), int('a', 1)], 400));
    expect(kinds(reborn).slice(kinds(born).length)).toEqual(['nodeBorn', 'deviceBorn']);
    expect(viewOf(reborn).waiting).toEqual([]);
  });
});
