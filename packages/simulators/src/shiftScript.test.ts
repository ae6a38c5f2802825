// The promises of a simulated day: it covers the local day exactly, follows from its seed, and looks like real work.
import { dayBounds, type Span } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from './segment.ts';
import { shiftScript } from './shiftScript.ts';
import { workKinds } from './workHabits.ts';

const anyDay = fc.record({
  seed: fc.integer(),
  kind: fc.constantFrom(...workKinds),
  date: fc
    .date({
      min: new Date('2024-01-01T00:00:00Z'),
      max: new Date('2030-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString().slice(0, 10)),
  timeZone: fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'UTC'),
});

const hourMs = 3_600_000;

describe('shiftScript', () => {
  it('covers the local day exactly: contiguous, from midnight to midnight, every segment lasts', () => {
    fc.assert(
      fc.property(anyDay, (request) => {
        const script = shiftScript(request);
        const day = dayBounds(request.date, request.timeZone);
        expect(script.at(0)?.from).toBe(day.from);
        expect(script.at(-1)?.until).toBe(day.until);
        for (const [index, segment] of script.entries()) {
          expect(Number.isInteger(segment.from)).toBe(true);
          expect(segment.until).toBeGreaterThan(segment.from);
          expect(script[index + 1]?.from ?? segment.until).toBe(segment.until);
        }
      }),
    );
  });

  it('covers days of 23 and 25 hours', () => {
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ] as const) {
      const script = shiftScript({ seed: 1, kind: 'barLathe', date, timeZone: 'Europe/Berlin' });
      expect(script.reduce((sum, { from, until }) => sum + until - from, 0)).toBe(hours * hourMs);
    }
  });

  it('is the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(anyDay, (request) => {
        expect(shiftScript(request)).toEqual(shiftScript({ ...request }));
      }),
    );
    const request = { kind: 'lathe', date: '2026-11-18', timeZone: 'Asia/Tokyo' } as const;
    expect(shiftScript({ ...request, seed: 1 })).not.toEqual(shiftScript({ ...request, seed: 2 }));
  });

  it('claims no state that a machinist would not: never unknown, off on Sundays but for a night run', () => {
    fc.assert(
      fc.property(anyDay, (request) => {
        const script = shiftScript(request);
        expect(script.every(({ state }) => state !== 'unknown')).toBe(true);
        const morning = dayBounds(request.date, request.timeZone).from + 9 * hourMs;
        const isSunday = new Date(`${request.date}T00:00:00Z`).getUTCDay() === 0;
        if (isSunday)
          expect(script.every(({ state, until }) => state === 'off' || until < morning)).toBe(true);
      }),
    );
  });

  it.each(workKinds)('a month of a %s produces 35 to 75 percent of its planned hours', (kind) => {
    for (const seed of [1, 2, 3]) {
      const share = productionShare(seed, kind);
      expect(share).toBeGreaterThan(0.35);
      expect(share).toBeLessThan(0.75);
    }
  });

  it('has every cause of a believable quarter, and a night run only on bar stock', () => {
    const causes = new Set(quarter('barLathe').map(({ cause }) => cause));
    for (const cause of [
      'warm-up',
      'set-up',
      'broken tool',
      'breakdown',
      'tea',
      'upkeep',
      'night run prepared',
    ]) {
      expect(causes).toContain(cause);
    }
    expect(quarter('lathe').some(({ cause }) => cause === 'night run prepared')).toBe(false);
    expect(quarter('lathe').some(({ cause }) => cause === 'lunch')).toBe(true);
  });
});

function quarter(kind: (typeof workKinds)[number]): readonly Segment[] {
  return datesOf(['2026-09', '2026-10', '2026-11']).flatMap((date) =>
    shiftScript({ seed: 7, kind, date, timeZone: 'Asia/Tokyo' }),
  );
}

function productionShare(seed: number, kind: (typeof workKinds)[number]): number {
  let production = 0;
  let planned = 0;
  for (const date of datesOf(['2026-11'])) {
    if ([0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())) continue;
    const midnight = dayBounds(date, 'Asia/Tokyo').from;
    for (const [from, until] of [
      [8, 10],
      [10 + 1 / 6, 12],
      [13, 15],
      [15 + 1 / 6, 17],
    ] as const) {
      const span = { from: midnight + from * hourMs, until: midnight + until * hourMs };
      planned += span.until - span.from;
      production += shiftScript({ seed, kind, date, timeZone: 'Asia/Tokyo' })
        .filter(({ state }) => state === 'production')
        .reduce((sum, segment) => sum + overlapMs(segment, span), 0);
    }
  }
  return production / planned;
}

function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.until, b.until) - Math.max(a.from, b.from));
}

function datesOf(months: readonly string[]): readonly string[] {
  return months.flatMap((month) =>
    Array.from({ length: 30 }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
  );
}
