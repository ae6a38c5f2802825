// The table of metrics: copied here from the contract by hand, so that neither can change alone.
import { machineStates, noTime } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import * as metrics from './metrics.ts';
import { parcelMetrics, receiptMetrics, refusalMetrics } from './parcel.ts';

const nodeNames = [
  'bdSeq',
  'Node Control/Rebirth',
  'Properties/Agent Version',
  'Properties/Display Name',
  'Properties/Config Hash',
  'Clock/Trusted',
  'Clock/Offset ms',
  'Clock/Host Time',
  'Outbox/Depth',
  'Outbox/Oldest Age s',
  'Outbox/Set Aside',
];
const always = [
  'Properties/Display Name',
  'Properties/Profile',
  'Outbox/Follows',
  'Outbox/Oldest',
  'Outbox/Acknowledged Through',
  'Outbox/Refused From',
  'Slot/Length ms',
];
const slots = ['Production', 'Setup', 'Idle', 'Fault', 'Maintenance', 'Off', 'Unknown'].map(
  (s) => `Slot/${s} ms`,
);
const live = ['State/Code', 'State/Inferred', 'State/Evidence'];
const allowed: Record<metrics.SharingLevel, readonly string[]> = {
  none: [],
  mark: [...always, ...slots],
  hours: [...always, ...slots],
  live: [...always, ...slots, ...live],
};
const levels = Object.keys(allowed) as metrics.SharingLevel[];

const state: metrics.LiveState = { state: 'setup', inferred: true, since: 500, evidence: 'lamp' };
const birthAt = (level: metrics.SharingLevel): metrics.MachineBirth => ({
  displayName: '旋盤1号',
  profile: 'stack-light',
  level,
  live: state,
  follows: null,
  oldest: 100,
  slotLengthMs: 300_000,
  acknowledgedThrough: null,
});
const status: metrics.NodeStatus = {
  clockTrusted: true,
  clockOffsetMs: null,
  outboxDepth: 3,
  outboxOldestAgeS: 7,
  outboxSetAside: 0,
};
const names = (of: readonly { name: string | null }[]): (string | null)[] =>
  of.map(({ name }) => name).sort();

describe('metrics', () => {
  it(
    clauses(
      'a birth at each sharing level holds exactly the names of the contract, each typed, valued and timed',
      'tck-id-topics-dbirth-metrics',
      'tck-id-topics-dbirth-metric-reqs',
      'tck-id-operational-behavior-data-publish-dbirth',
      'tck-id-operational-behavior-data-publish-dbirth-values',
      'tck-id-case-sensitivity-metric-names',
    ),
    () => {
      for (const level of levels) {
        const birth = metrics.machineBirthMetrics(birthAt(level), 1000);
        expect(names(birth)).toEqual([...allowed[level]].sort());
        expect([...metrics.machineMetrics(level).keys()].sort()).toEqual([...allowed[level]].sort());
        expect(new Set(birth.map(({ name }) => name?.toLowerCase())).size).toBe(birth.length);
        for (const metric of birth) {
          expect(metric.datatype).toEqual(metrics.machineMetrics(level).get(metric.name ?? ''));
          expect(metric.timestamp).not.toBeNull();
        }
      }
    },
  );

  it('a machine shared none yields nothing', () => {
    expect(metrics.machineBirthMetrics(birthAt('none'), 1000)).toEqual([]);
    expect(metrics.withinSharing('none', metrics.machineBirthMetrics(birthAt('live'), 1000))).toEqual([]);
  });

  it('whatever is made for a machine passes the sharing filter only within its table', () => {
    const slot = { machine: 'm', start: 0, lengthMs: 70, elements: { ...noTime, idle: 30, off: 40 } };
    const parcel = { machine: 'm', follows: null, oldest: 0, slots: [slot] };
    const made = [
      ...metrics.machineBirthMetrics(birthAt('live'), 1000),
      ...metrics.liveMetrics(state),
      ...parcelMetrics(parcel, true),
      ...receiptMetrics(1, 2),
      ...refusalMetrics(1, 2),
    ];
    const foreign = fc.string().map((name) => ({ name, timestamp: 1, datatype: 12, value: 'secret' }));
    fc.assert(
      fc.property(fc.constantFrom(...levels), fc.array(foreign), (level, others) => {
        const left = metrics.withinSharing(level, [...made, ...others]);
        for (const { name } of left) expect(allowed[level]).toContain(name);
      }),
    );
    expect(names(made).every((name) => allowed.live.includes(name ?? ''))).toBe(true);
  });

  it('a name outside the table cannot be made', () => {
    for (const name of ['Counters/Parts', 'Alarm/Text', 'slot/Idle ms', 'Outbox/Depth', '']) {
      expect(() => metrics.machineMetric(name, 1, 0)).toThrow('BUG');
    }
  });

  it(
    clauses(
      'the live state is coded as in the contract and carries the time it began, also in births',
      'tck-id-payloads-name-birth-data-requirement',
    ),
    () => {
      const codes = { unknown: 0, off: 1, idle: 2, setup: 3, production: 4, fault: 5, maintenance: 6 };
      for (const name of machineStates) {
        const [code] = metrics.liveMetrics({ ...state, state: name });
        expect(code).toMatchObject({ name: 'State/Code', value: codes[name], timestamp: 500, datatype: 3 });
      }
      const birth = metrics.machineBirthMetrics(birthAt('live'), 1000);
      expect(birth.find(({ name }) => name === 'State/Code')?.timestamp).toBe(500);
      expect(birth.find(({ name }) => name === 'Slot/Idle ms')?.value).toBeNull();
    },
  );

  it(
    clauses(
      'the node birth holds the rest of the node table',
      'tck-id-topics-nbirth-metric-reqs',
      'tck-id-topics-nbirth-metrics',
      'tck-id-operational-behavior-data-publish-nbirth',
      'tck-id-operational-behavior-data-publish-nbirth-values',
    ),
    () => {
      const birth = metrics.nodeBirthMetrics(
        { agentVersion: '1', displayName: '蒲田', configHash: 'c', status },
        9,
      );
      expect([...names(birth), 'bdSeq', 'Node Control/Rebirth'].sort()).toEqual([...nodeNames].sort());
      expect([...metrics.nodeMetrics().keys()].sort()).toEqual([...nodeNames].sort());
      expect(birth.every(({ timestamp, datatype }) => timestamp === 9 && datatype !== null)).toBe(true);
    },
  );
});
