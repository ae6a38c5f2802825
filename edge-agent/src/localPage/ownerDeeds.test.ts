// When a pause ends: always later than now, always a local midnight, the week's on Monday.
import { localDate } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deedOf, endOfPause } from './ownerDeeds.ts';

const anywhere = fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Pacific/Chatham');
const anyTime = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });

describe('a pause', () => {
  it('ends at the next local midnight, or at the one that begins Monday', () => {
    fc.assert(
      fc.property(anyTime, anywhere, (at, zone) => {
        const day = endOfPause('pause-day', at, zone);
        const week = endOfPause('pause-week', at, zone);
        expect(day).toBeGreaterThan(at);
        expect(week).toBeGreaterThanOrEqual(day);
        expect(localDate(day - 1, zone)).toBe(localDate(at, zone));
        expect(week - at).toBeLessThanOrEqual(7.1 * 86_400_000);
        expect(new Date(`${localDate(week, zone)}T00:00Z`).getUTCDay()).toBe(1);
        expect(localDate(week - 1, zone)).not.toBe(localDate(week, zone));
      }),
    );
  });

  it('is asked for by name alone', () => {
    expect(deedOf(new URLSearchParams('do=pause-week'))).toBe('pause-week');
    for (const form of ['', 'do=', 'do=constructor', 'do=Stop'])
      expect(deedOf(new URLSearchParams(form))).toBeNull();
  });
});
