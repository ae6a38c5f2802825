// What a box says of itself, through births, data and deaths, and whatever an edge node may make of them.

import type { HostEvent, ResolvedMetric } from '@nakamawashi/sparkplug';
import { nodeBirthMetrics } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxAfter, unheardBox } from './boxWord.ts';

const status = {
  clockTrusted: true,
  clockOffsetMs: -12,
  outboxDepth: 3,
  outboxOldestAgeS: null,
  outboxSetAside: 0,
};
const birth: HostEvent = {
  kind: 'nodeBorn',
  metrics: nodeBirthMetrics({ agentVersion: '0.1.0', displayName: 'x', configHash: '', status }, 1).map(
    (metric) => ({ ...metric, name: metric.name ?? '' }),
  ) as readonly ResolvedMetric[],
  sentAt: 1,
};
const data = (name: string, value: unknown, device: string | null = null, isHistorical = false): HostEvent =>
  ({ kind: 'data', device, metrics: [{ name, value, isHistorical }], sentAt: null }) as unknown as HostEvent;

it('is told by a birth, changed by data, and keeps its last word when the box is gone', () => {
  const born = boxAfter(unheardBox, birth, 100);
  expect(born).toEqual({
    connectedSince: 100,
    version: '0.1.0',
    clockTrusted: true,
    clockOffsetMs: -12,
    waitingSlots: 3,
  });
  const changed = boxAfter(born, data('Clock/Trusted', false), 200);
  expect(changed).toEqual({ ...born, clockTrusted: false });
  expect(boxAfter(changed, data('Clock/Offset ms', null), 200).clockOffsetMs).toBeNull();
  expect(boxAfter(changed, birth, 300)).toEqual(born);
  expect(boxAfter(changed, { kind: 'nodeDead', at: 400 }, 400)).toEqual({ ...changed, connectedSince: null });
  expect(boxAfter(boxAfter(changed, { kind: 'nodeDead', at: 400 }, 400), birth, 500).connectedSince).toBe(
    500,
  );
});

it('is nothing that a machine says, and nothing historical', () => {
  const born = boxAfter(unheardBox, birth, 100);
  expect(boxAfter(born, data('Clock/Trusted', false, 'lathe-1'), 200)).toBe(born);
  expect(boxAfter(born, data('Clock/Trusted', false, null, true), 200)).toEqual(born);
});

it('is short and of the right type, whatever comes', () => {
  const names = ['Properties/Agent Version', 'Clock/Trusted', 'Clock/Offset ms', 'Outbox/Depth', 'x'];
  const value = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.boolean(),
    fc.double(),
    fc.bigInt(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 4 }),
  );
  const metrics = fc.array(fc.record({ name: fc.constantFrom(...names), value }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(metrics, { maxLength: 5 }), (messages) => {
      const events = messages.map(
        (each) => ({ kind: 'data', device: null, metrics: each, sentAt: null }) as unknown as HostEvent,
      );
      const word = events.reduce((before, event) => boxAfter(before, event, 1), unheardBox);
      expect(word.version === null || (typeof word.version === 'string' && word.version.length <= 40)).toBe(
        true,
      );
      expect(word.clockTrusted === null || typeof word.clockTrusted === 'boolean').toBe(true);
      for (const each of [word.clockOffsetMs, word.waitingSlots])
        expect(each === null || Number.isSafeInteger(each)).toBe(true);
    }),
  );
});
