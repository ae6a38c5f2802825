// The host's view of a node: births, data, deaths, and other people's edges.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import {
  dbirth,
  ddata,
  death,
  hear,
  hearAll,
  int,
  isRebirth,
  kinds,
  message,
  nbirth,
  nothing,
  values,
  viewOf,
} from '../../../tests/conformance/hostSample.ts';
import { DataType } from './dataType.ts';
import * as host from './hostSession.ts';
import { command, type Outgoing } from './outgoing.ts';
import { receiptMetrics } from './parcel.ts';
import type { MessageType } from './topic.ts';

describe('host session: births and data', () => {
  it('births declare, data comes out named and typed', () => {
    const run = hearAll(
      nbirth(),
      dbirth(),
      message('DDATA', 2, [int('x', -5)]),
      message('NDATA', 3, [int('a', 2)]),
    );
    expect(kinds(run)).toEqual(['nodeBorn', 'deviceBorn', 'data', 'data']);
    expect(run.events[2]).toEqual({ kind: 'data', device: 'd', metrics: [int('x', -5)], sentAt: 1 });
    expect(run.events[3]).toMatchObject({ device: null });
    expect(run.send).toEqual([]);
  });

  it(
    clauses(
      'aliases of a birth resolve in data that carries the alias alone',
      'tck-id-payloads-alias-birth-requirement',
      'tck-id-payloads-alias-data-cmd-requirement',
    ),
    () => {
      const byAlias = message('DDATA', 2, [{ ...int('y', -7), name: null, alias: 9 }]);
      expect(hearAll(nbirth(), dbirth(), byAlias).events.at(-1)).toMatchObject({
        metrics: [{ name: 'y', datatype: DataType.Int64, value: -7 }],
      });
    },
  );

  it(clauses('an alias given twice spoils the birth', 'tck-id-payloads-alias-uniqueness'), () => {
    const twice = message('NBIRTH', 0, [
      int('bdSeq', 1),
      { ...int('a', 1), alias: 3 },
      { ...int('b', 1), alias: 3 },
    ]);
    expect(kinds(hearAll(twice))).toEqual(['refused']);
  });

  it('data before a birth, unknown devices, metrics and aliases, wrong types and bad bytes ask for a rebirth', () => {
    const births = [nbirth(), dbirth()];
    const cases: readonly (readonly Outgoing[])[] = [
      [ddata(2)],
      [nbirth(), ddata(1)],
      [...births, message('DDATA', 2, [int('z', 1)])],
      [...births, message('DDATA', 2, [{ ...int('x', 1), name: null, alias: 77 }])],
      [...births, message('DDATA', 2, [{ ...int('x', 1), datatype: DataType.String, value: 'text' }])],
      [...births, { ...ddata(2), payload: Uint8Array.of(255) }],
      [...births, message('DDEATH', 2, []), ddata(3)],
      [message('NBIRTH', 0, [int('a', 1)])],
      [...births, command({ group: 'ota', node: 'n', device: null }, [], 1), death(4), ddata(2)],
    ];
    for (const messages of cases) {
      const run = hearAll(...messages);
      expect(run.send).toHaveLength(1);
      expect(run.send.every(isRebirth)).toBe(true);
      expect(kinds(run)).toContain('refused');
    }
  });

  it('what can be read of a message is handed on, what cannot is named', () => {
    const run = hearAll(nbirth(), dbirth(), message('DDATA', 2, [int('x', 8), int('z', 1)]));
    expect(values(run)).toEqual([8]);
    expect(run.events.at(-1)).toEqual({ kind: 'refused', reason: 'no birth declared z' });
  });

  it('rebirth requests to one node keep a growing pause, whatever it sends, until it is born', () => {
    let run = nothing;
    for (let at = 0; at < 7 * host.rebirthPauseMs; at += 100) run = hear(run, ddata(1), at);
    expect(run.send).toHaveLength(3);
    expect(hear(run, ddata(1), 0).send).toHaveLength(4);
    const born = hear(run, nbirth(), 8 * host.rebirthPauseMs);
    expect(host.hostTick(viewOf(born), 1e9).send).toEqual([]);
  });

  it('a request that was lost is repeated without anything more being heard, but not to a node that died', () => {
    const run = hear(nothing, ddata(1), 0);
    expect(host.hostTick(viewOf(run), host.rebirthPauseMs - 1).send).toEqual([]);
    expect(host.hostTick(viewOf(run), host.rebirthPauseMs).send.filter(isRebirth)).toHaveLength(1);
    const dead = hear(hearAll(nbirth(), message('NDATA', 1, [int('z', 1)])), death(4));
    expect(host.hostTick(viewOf(dead), 1e9).send).toEqual([]);
  });

  it("the host's own commands are nothing new to it", () => {
    const receipt = command({ group: 'ota', node: 'n', device: 'd' }, receiptMetrics(1, 2), 2);
    expect(hearAll(receipt)).toMatchObject({ events: [], send: [] });
  });

  it('any bytes on any topic leave a usable view', () => {
    const types = fc.constantFrom<MessageType>(
      'NBIRTH',
      'NDATA',
      'NDEATH',
      'NCMD',
      'DBIRTH',
      'DDATA',
      'DDEATH',
    );
    const start = hearAll(nbirth(), dbirth());
    fc.assert(
      fc.property(types, fc.uint8Array(), (type, payload) => {
        const device = type.startsWith('D') ? 'd' : null;
        const step = host.receiveAtHost(start.view, { group: 'ota', type, node: 'n', device }, payload, 1);
        expect(step.view.node).toBe('n');
      }),
    );
  });
});

describe('host session: deaths', () => {
  it(
    clauses(
      "NDEATH with the birth's bdSeq takes node and devices offline and stale at the host's time",
      'tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-offline',
      'tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale',
      'tck-id-operational-behavior-edge-node-termination-host-action-ndeath-devices-offline',
      'tck-id-operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale',
    ),
    () => {
      const run = hear(hearAll(nbirth(), dbirth()), death(4), 5000);
      expect(run.events.at(-1)).toEqual({ kind: 'nodeDead', at: 5000 });
      expect(viewOf(run).isAlive).toBe(false);
      expect(viewOf(run).liveDevices.size).toBe(0);
    },
  );

  it('an NDEATH of another session changes nothing', () => {
    const born = hearAll(nbirth(), dbirth());
    const run = hear(born, death(3));
    expect(run.view).toBe(born.view);
    expect(kinds(hearAll(death(0)))).toEqual(['refused']);
    expect(hearAll(death(0)).send).toEqual([]);
  });

  it(
    clauses(
      "DDEATH takes the device offline and stale at the payload's time",
      'tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-offline',
      'tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale',
    ),
    () => {
      const run = hearAll(nbirth(), dbirth(), message('DDEATH', 2, [], 900));
      expect(run.events.at(-1)).toEqual({ kind: 'deviceDead', device: 'd', at: 900 });
      expect(viewOf(run)).toMatchObject({ isAlive: true });
      expect(viewOf(run).liveDevices.has('d')).toBe(false);
      expect(kinds(hear(run, dbirth(3))).at(-1)).toBe('deviceBorn');
    },
  );

  it("when the host's own connection is lost everything is stale, and births are asked for", () => {
    const born = viewOf(hearAll(nbirth(), dbirth()));
    const lost = host.contactLost(born, 9);
    expect(lost.events).toEqual([{ kind: 'nodeDead', at: 9 }]);
    expect(hear({ ...nothing, view: lost.view }, ddata(2)).send.filter(isRebirth)).toHaveLength(1);
    expect(host.contactLost(lost.view, 10).events).toEqual([]);
  });
});
