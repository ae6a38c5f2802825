// What may leave: for every level, exactly the wire contract's names; without consent nothing of any machine.
import { machineMetrics, nodeMetrics } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EdgeConfig, loadProfile } from '../config.ts';
import { previewText } from '../preview.ts';
import { birthsOf, type NodeNow } from './births.ts';
import { audiences, levelSent, type Sharing, sharingLevels } from './levels.ts';

const consent = { text: '1', person: '山田', date: '2026-11-01' };
const profile = loadProfile(`${import.meta.dirname}/../../../config/profiles/modbus-stack-light.yaml`);
const level = fc.constantFrom(...sharingLevels);
const sharing: fc.Arbitrary<Sharing> = fc.record({ desk: level, circle: level, consortium: level });
const now: NodeNow = {
  agentVersion: '0',
  status: {
    clockTrusted: true,
    clockOffsetMs: null,
    outboxDepth: 0,
    outboxOldestAgeS: null,
    outboxSetAside: 0,
  },
  machine: () => ({
    live: { state: 'production', inferred: false, since: 5 },
    follows: null,
    oldest: null,
    acknowledgedThrough: null,
  }),
};

function config(sharings: readonly Sharing[], hasConsent: boolean): EdgeConfig {
  const machines = sharings.map((each, index) => ({
    id: `m${index}`,
    name: { ja: `秘密の名前${index}`, en: `secret ${index}` },
    profile,
    protocol: 'modbus',
    endpoint: {},
    dataDir: '',
    sharing: each,
  }));
  return {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: 'mqtt://x' },
    primaryHost: null,
    enrolment: null,
    dataDir: '',
    http: null,
    timeZone: 'Asia/Tokyo',
    consent: hasConsent ? consent : null,
    profileFiles: [],
    slotLengthMs: 300_000,
    clock: { trust: 'auto' },
    outbox: { maxDays: 30 },
    history: { maxDays: 400 },
    machines,
    hash: 'abc',
  };
}

describe('sharing', () => {
  it('sends the highest level any audience has, and nothing without consent', () => {
    fc.assert(
      fc.property(sharing, (each) => {
        const highest = audiences.map((audience) => sharingLevels.indexOf(each[audience]));
        expect(sharingLevels.indexOf(levelSent(each, consent))).toBe(Math.max(...highest));
        expect(levelSent(each, null)).toBe('none');
      }),
    );
  });

  it('lets out exactly the names of the wire contract, and no trace of a machine that is not shared', () => {
    fc.assert(
      fc.property(fc.array(sharing, { maxLength: 5 }), fc.boolean(), (sharings, hasConsent) => {
        const announced = config(sharings, hasConsent);
        const { node, devices } = birthsOf(announced, now, 7);
        for (const { name } of node) expect(nodeMetrics().has(name ?? '')).toBe(true);
        for (const [index, each] of sharings.entries()) {
          const sentLevel = levelSent(each, announced.consent);
          const metrics = devices.get(`m${index}`);
          if (sentLevel === 'none') {
            expect(metrics).toBeUndefined();
            expect(JSON.stringify([node, [...devices]])).not.toContain(`秘密の名前${index}`);
          } else {
            expect(new Set(metrics?.map(({ name }) => name))).toEqual(
              new Set(machineMetrics(sentLevel).keys()),
            );
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is previewed by the very metrics of the births', () => {
    const sharings: Sharing[] = [
      { desk: 'live', circle: 'mark', consortium: 'none' },
      { desk: 'hours', circle: 'none', consortium: 'none' },
      { desk: 'none', circle: 'none', consortium: 'none' },
    ];
    const announced = config(sharings, true);
    const text = previewText(announced, '0');
    const { devices } = birthsOf(announced, now, 0);
    const shown = text.split('\n').filter((line) => line.startsWith('  '));
    const machineNames = shown.slice(nodeMetrics().size).map((line) => line.trim().split(' (')[0]);
    expect(machineNames).toEqual([...devices.values()].flat().map(({ name }) => name));
    expect(previewText(config(sharings, false), '0')).not.toContain('State/Code');
  });
});
