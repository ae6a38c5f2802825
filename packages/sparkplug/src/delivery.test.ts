// The edge's rule: order, window, progress, and every reason to start over.
import { timeIn } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canSend,
  type Delivery,
  isCatchUp,
  longestResendMs,
  newSession,
  received,
  resendAfterMs,
  sent,
  startDelivery,
  tick,
  windowParcels,
} from './delivery.ts';
import type { Parcel } from './parcel.ts';

const length = 300_000;
const parcel = (start: number, count = 1): Parcel => ({
  machine: 'm',
  follows: null,
  oldest: 0,
  slots: Array.from({ length: count }, (_, index) => ({
    machine: 'm',
    start: (start + index) * length,
    lengthMs: length,
    elements: timeIn('off', length),
  })),
});
const sendMany = (delivery: Delivery, count: number): Delivery =>
  Array.from({ length: count }, (_, index) => parcel(index)).reduce((d, p) => sent(d, p, 0), delivery);
const receipt = (through: number, appendedThrough: number | null = 1000) => ({
  through: through * length,
  appendedThrough: appendedThrough === null ? null : appendedThrough * length,
});

describe('delivery', () => {
  it('sends in order within its window, and a receipt opens it again', () => {
    const full = sendMany(startDelivery(0), 1);
    expect(full.sendAfter).toBe(length);
    expect(canSend(full)).toBe(false);
    const { delivery, acknowledge } = received(full, receipt(1), 5);
    expect(acknowledge).toBe(length);
    const two = [1, 2].reduce((d, index) => sent(d, parcel(index), 6), delivery);
    expect(two.inFlight.map(({ end }) => end)).toEqual([2 * length, 3 * length]);
    expect(canSend(two)).toBe(false);
    expect(canSend(received(two, receipt(2), 9).delivery)).toBe(true);
  });

  it('opens its window by one with each receipt that comes soon, and halves it with each that comes late', () => {
    let delivery = startDelivery(0);
    const windowAfter = (tookMs: number): number => {
      delivery = sent(delivery, parcel((delivery.acknowledged ?? 0) / length), 0);
      delivery = received(delivery, receipt((delivery.sendAfter ?? 0) / length), tookMs).delivery;
      return delivery.window;
    };
    expect([1_250, 1_250, 1_500, 2_000, 2_001, 2_001, 2_001].map(windowAfter)).toEqual([2, 3, 3, 3, 1, 1, 1]);
    for (let more = 0; more < 30; more++) windowAfter(0);
    expect(delivery.window).toBe(windowParcels);
    expect(newSession(delivery, 0).window).toBe(1);
  });

  it('a receipt beyond the last appended end is ignored', () => {
    const out = sendMany(startDelivery(0), 2);
    expect(received(out, receipt(2, 1), 5)).toEqual({ delivery: out, acknowledge: null });
    expect(received(out, receipt(2, null), 5)).toEqual({ delivery: out, acknowledge: null });
  });

  it('without progress everything is sent again, ever more seldom, one parcel at a time', () => {
    let delivery = sendMany(startDelivery(0), 3);
    expect(tick(delivery, resendAfterMs - 1)).toBe(delivery);
    let at = resendAfterMs;
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      delivery = tick(delivery, at);
      expect(delivery).toMatchObject({ sendAfter: null, inFlight: [] });
      delivery = sent(delivery, parcel(0), at);
      expect(canSend(delivery)).toBe(false);
      waits.push(delivery.waitMs);
      at += delivery.waitMs;
    }
    expect(waits).toEqual([
      30_000,
      60_000,
      120_000,
      240_000,
      longestResendMs,
      longestResendMs,
      longestResendMs,
    ]);
    expect(received(delivery, receipt(1), at).delivery.waitMs).toBe(resendAfterMs);
  });

  it('progress restarts the clock of the lowest parcel, a repeated receipt does not', () => {
    const out = sendMany(startDelivery(0), 3);
    const progressed = received(out, receipt(1), 10_000).delivery;
    expect(tick(progressed, 20_000)).toBe(progressed);
    const repeated = received(progressed, receipt(1), 20_000).delivery;
    expect(tick(repeated, 25_000).sendAfter).toBeNull();
  });

  it('a receipt below what was let go shows a hole: start over, once', () => {
    const progressed = received(sendMany(startDelivery(0), 5), receipt(4), 100).delivery;
    const rewound = received(progressed, receipt(2), 200);
    expect(rewound.acknowledge).toBeNull();
    expect(rewound.delivery).toMatchObject({ sendAfter: null, inFlight: [] });
    const resent = sent(rewound.delivery, parcel(4), 210);
    expect(received(resent, receipt(2), 220).delivery).toBe(resent);
  });

  it('a new session starts from the oldest held slot and still knows a repeat', () => {
    const session = newSession(sendMany(startDelivery(0), 5), 900);
    expect(session).toMatchObject({ sendAfter: null, inFlight: [], waitMs: resendAfterMs });
    expect(isCatchUp(session, parcel(4), 5 * length)).toBe(true);
    expect(isCatchUp(session, parcel(5), 6 * length)).toBe(false);
  });

  it('several slots, or an old one, are a catch-up', () => {
    const fresh = startDelivery(0);
    expect(isCatchUp(fresh, parcel(5, 2), 7 * length)).toBe(true);
    expect(isCatchUp(fresh, parcel(5), 7 * length - 1)).toBe(false);
    expect(isCatchUp(fresh, parcel(5), 7 * length)).toBe(true);
  });

  it('whatever happens, it never forgets beyond a valid receipt, and never stops for good', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send') }),
      fc.record({ kind: fc.constant('receipt'), through: fc.nat(40) }),
      fc.record({ kind: fc.constant('wait'), ms: fc.nat(400_000) }),
      fc.record({ kind: fc.constant('session') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let delivery = startDelivery(0);
        let at = 0;
        let appended = 0;
        for (const one of steps) {
          if (one.kind === 'send' && canSend(delivery)) {
            const start = (delivery.sendAfter ?? 0) / length;
            appended = Math.max(appended, start + 1);
            delivery = sent(delivery, parcel(start), at);
          } else if (one.kind === 'session') delivery = newSession(delivery, at);
          else if ('ms' in one) at += one.ms;
          else if ('through' in one) {
            const outcome = received(delivery, receipt(one.through, appended), at);
            if (outcome.acknowledge !== null) expect(one.through).toBeLessThanOrEqual(appended);
            delivery = outcome.delivery;
          }
          delivery = tick(delivery, at);
          expect(delivery.inFlight.length).toBeLessThanOrEqual(windowParcels);
          expect(delivery.inFlight.toSorted((a, b) => a.end - b.end)).toEqual(delivery.inFlight);
        }
        expect(canSend(tick(delivery, at + longestResendMs))).toBe(true);
      }),
    );
  });
});
