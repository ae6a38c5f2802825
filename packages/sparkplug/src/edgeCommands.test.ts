// What the edge node hears: commands and its primary host's STATE, titled with the clauses they show.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import {
  births,
  born,
  identity,
  metricIn,
  nodeStatus,
  to,
  typeOf,
  waiting,
} from '../../../tests/conformance/edgeSample.ts';
import { DataType } from './dataType.ts';
import * as edge from './edgeSession.ts';
import { hostBirth, hostWill } from './hostState.ts';
import { hostTimeMetrics } from './metrics.ts';
import { command, type Outgoing } from './outgoing.ts';
import { receiptMetrics, refusalMetrics } from './parcel.ts';

describe('edge session: rebirth', () => {
  it(
    clauses(
      'a rebirth sends NBIRTH and all DBIRTHs again with the same bdSeq',
      'tck-id-operational-behavior-data-commands-rebirth-action-2',
      'tck-id-operational-behavior-data-commands-rebirth-action-3',
    ),
    () => {
      const [session] = edge.nodeData(born()[0], nodeStatus, 30);
      const [, messages] = edge.birth(session, births, 40);
      expect(messages.map(typeOf)).toEqual(['NBIRTH', 'DBIRTH', 'DBIRTH']);
      expect(messages[0] && metricIn(messages[0], 'bdSeq')?.value).toBe(7);
    },
  );

  it('rebirth, receipt, refusal and time are understood; everything else is ignored with a reason', () => {
    const [session] = born();
    const events = ({ topic, payload }: Outgoing) => edge.receiveAtEdge(session, topic, payload).events;
    const rebirth = { name: 'Node Control/Rebirth', timestamp: 1, datatype: DataType.Boolean, value: true };
    expect(events(command(to(null), [rebirth], 1))).toEqual([{ kind: 'rebirth' }]);
    const receipt = { kind: 'receipt', machine: 'lathe-1', through: 5, at: 9 };
    expect(events(command(to('lathe-1'), receiptMetrics(5, 9), 9))).toEqual([receipt]);
    const refused = { kind: 'refused', machine: 'lathe-1', from: 6, at: 9 };
    expect(events(command(to('lathe-1'), refusalMetrics(6, 9), 9))).toEqual([refused]);
    expect(events(command(to(null), hostTimeMetrics(9), 9))).toEqual([{ kind: 'hostTime', at: 9 }]);
    const others = [
      command(to(null), [{ ...rebirth, value: false }], 1),
      command(to('lathe-1'), hostTimeMetrics(9), 9),
      command(to('lathe-1'), [rebirth], 1),
      command({ ...to(null), node: 'other' }, [rebirth], 1),
      { topic: 'spBv1.0/ota/NDATA/kamata', payload: new Uint8Array() },
      { topic: 'spBv1.0/ota/NCMD/kamata', payload: Uint8Array.of(255) },
    ];
    for (const { topic, payload } of others) {
      const outcome = edge.receiveAtEdge(session, topic, payload);
      expect(outcome.events).toMatchObject([{ kind: 'ignored' }]);
      expect(outcome.session).toBe(session);
    }
  });

  it('any bytes on any topic leave a usable session', () => {
    const topic = fc.constantFrom(
      'spBv1.0/ota/NCMD/kamata',
      'spBv1.0/ota/DCMD/kamata/m',
      'spBv1.0/STATE/board',
      'x',
    );
    const opened = edge.openSession(waiting, 1);
    fc.assert(
      fc.property(topic, fc.uint8Array(), (name, bytes) => {
        expect(edge.receiveAtEdge(opened, name, bytes).session.bdSeq).toBe(1);
      }),
    );
  });
});

describe('edge session: primary host', () => {
  const after = (...states: readonly Outgoing[]): edge.OpenedSession =>
    states.reduce(
      (session, { topic, payload }) => edge.receiveAtEdge(session, topic, payload).session,
      edge.openSession(waiting, 3),
    );

  it(
    clauses(
      'births wait for the STATE online of the named host',
      'tck-id-message-flow-edge-node-birth-publish-phid-wait',
      'tck-id-message-flow-edge-node-birth-publish-phid-wait-id',
      'tck-id-message-flow-edge-node-birth-publish-phid-wait-online',
      'tck-id-operational-behavior-edge-node-birth-sequence-wait',
    ),
    () => {
      expect(edge.mayBeBorn(edge.openSession(identity, 3))).toBe(true);
      expect(edge.mayBeBorn(after())).toBe(false);
      expect(edge.mayBeBorn(after(hostBirth('other', 100)))).toBe(false);
      expect(edge.mayBeBorn(after(hostWill('board', 100)))).toBe(false);
      expect(edge.mayBeBorn(after(hostBirth('board', 100)))).toBe(true);
      expect(() => edge.birth(after(), births, 1)).toThrow('BUG');
    },
  );

  it(
    clauses(
      'a STATE older than the last one counts for nothing, online or offline',
      'tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp',
      'tck-id-operational-behavior-edge-node-termination-host-offline-timestamp',
    ),
    () => {
      expect(edge.mayBeBorn(after(hostWill('board', 100), hostBirth('board', 99)))).toBe(false);
      expect(edge.mayBeBorn(after(hostWill('board', 100), hostBirth('board', 100)))).toBe(true);
      expect(edge.mayBeBorn(after(hostBirth('board', 100), hostWill('board', 99)))).toBe(true);
      expect(edge.mayBeBorn(after(hostBirth('board', 100), hostWill('board', 100)))).toBe(false);
    },
  );

  it('the change is told, so that the connection can be ended after an NDEATH', () => {
    const [session] = edge.birth(after(hostBirth('board', 100)), births, 1);
    const { topic, payload } = hostWill('board', 101);
    const outcome = edge.receiveAtEdge(session, topic, payload);
    expect(outcome.events).toEqual([{ kind: 'host', online: false, at: 101 }]);
    expect(outcome.session.seq).toBe(session.seq);
    expect(edge.mayBeBorn(outcome.session)).toBe(false);
  });
});
