// Filters never lose an unknown, never show a no, and say rightly which condition to drop; an address keeps them whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapacityRow } from '../api/capacityRow.ts';
import { lotRange } from './attributeAnswers.ts';
import { conditionsOf, type Filter, findRows, freeHoursBy, noFilter, without } from './filter.ts';
import { addressOf, filterOf } from './filterAddress.ts';

const name = { ja: '名', en: 'name' };
const hourMs = 3_600_000;

function rowOf(change: Partial<CapacityRow>): CapacityRow {
  return {
    id: 'kamata/a',
    sign: '◎',
    mark: 'plenty',
    level: 'hours',
    isSelfDeclared: false,
    confidence: 'A',
    freeMs: { today: 0, week: 8 * hourMs, nextWeek: 0 },
    next: null,
    cells: [4 * hourMs, 0, null, null, 4 * hourMs, 0],
    lines: null,
    workshop: { id: 'kamata', name },
    machine: { id: 'a', name },
    class: null,
    processes: ['TURN'],
    region: { id: 'ota', name },
    attributes: { materials: ['stainless'], maxDiameterMm: 260 },
    certificates: [],
    confirmedAt: null,
    circles: [],
    telephone: null,
    pausedUntil: null,
    isOpenNow: true,
    ...change,
  };
}

const scene = { firstDate: '2026-11-18', foldedOf: (row: CapacityRow) => row.workshop.id };
const filters: fc.Arbitrary<Filter> = fc.record({
  text: fc.constantFrom('', 'kamata', 'rokugo'),
  process: fc.subarray(['TURN', 'MILL-3']),
  material: fc.subarray(['stainless', 'carbon']),
  region: fc.subarray(['ota', 'west']),
  circle: fc.subarray(['c1']),
  certificate: fc.subarray(['ISO 9001', 'Nadcap']),
  size: fc.constantFrom(null, 100, 300),
  accuracy: fc.constantFrom(null, 0.005, 0.02),
  lot: fc.constantFrom(null, 1, 500),
  hours: fc.constantFrom(null, 4, 12),
  by: fc.constantFrom(null, '2026-11-18', '2026-11-20'),
  confidence: fc.constantFrom(null, 'A', 'B'),
});
const rows = fc.array(
  fc
    .record({
      shop: fc.constantFrom('kamata', 'rokugo'),
      processes: fc.subarray(['TURN', 'MILL-3']),
      materials: fc.option(fc.subarray(['stainless', 'carbon'], { minLength: 1 }), { nil: undefined }),
      diameter: fc.constantFrom(undefined, 120, 400),
      tolerance: fc.constantFrom(undefined, 0.01, 0.05),
      lots: fc.option(fc.subarray(['1', '2-10', '101-1000', 'よろず'], { minLength: 1 }), { nil: undefined }),
      certificates: fc.subarray(['ＩＳＯ９００１', 'Nadcap']),
      region: fc.constantFrom(null, { id: 'ota', name }),
      confidence: fc.constantFrom(null, 'A' as const, 'B' as const, 'C' as const),
      shares: fc.boolean(),
    })
    .map(({ shop, processes, materials, diameter, tolerance, lots, certificates, ...rest }) =>
      rowOf({
        workshop: { id: shop, name },
        processes,
        region: rest.region,
        confidence: rest.confidence,
        certificates,
        attributes: {
          ...(materials === undefined ? {} : { materials }),
          ...(diameter === undefined ? {} : { maxDiameterMm: diameter }),
          ...(tolerance === undefined ? {} : { bestToleranceMm: tolerance }),
          ...(lots === undefined ? {} : { lotSizes: lots }),
        },
        ...(rest.shares ? {} : { freeMs: null, cells: null }),
      }),
    ),
  { maxLength: 8 },
);

describe('the filter of the free board', () => {
  it('gives each row at most once, in its order, and all of them without a condition', () => {
    fc.assert(
      fc.property(rows, filters, (given, filter) => {
        const { fits, asks } = findRows(given, filter, scene);
        expect(fits.filter((row) => asks.includes(row))).toEqual([]);
        expect(given.filter((row) => fits.includes(row))).toEqual(fits);
        expect(findRows(given, noFilter, scene).fits).toEqual(given);
      }),
    );
  });

  it('shows no fewer when a condition is dropped, and what it says of dropping one is true', () => {
    fc.assert(
      fc.property(rows, filters, (given, filter) => {
        const { fits, asks, drop } = findRows(given, filter, scene);
        const shown = [...fits, ...asks];
        for (const condition of conditionsOf(filter)) {
          const more = findRows(given, without(filter, condition), scene);
          for (const row of shown) expect([...more.fits, ...more.asks]).toContain(row);
          const shops = new Set([...more.fits, ...more.asks].map(({ workshop }) => workshop.id)).size;
          const isCore = condition === 'process' || condition === 'text';
          if (shown.length === 0 && shops > 0) expect(drop).not.toBeNull();
          if (shown.length === 0 && !isCore) expect(drop?.shops ?? 0).toBeGreaterThanOrEqual(shops);
          if (drop?.name === condition) expect(drop.shops).toBe(shops);
        }
        if (shown.length > 0) expect(drop).toBeNull();
      }),
    );
  });

  it('takes what is not written down for a question, never for a no', () => {
    const unknown = rowOf({ attributes: {} });
    const no = rowOf({ attributes: { materials: ['wood'], maxDiameterMm: 50 } });
    const { fits, asks } = findRows(
      [unknown, no],
      { ...noFilter, material: ['stainless'], size: 200 },
      scene,
    );
    expect(fits).toEqual([]);
    expect(asks).toEqual([unknown]);
  });

  it.each([
    ['accuracy', { bestToleranceMm: 0.01, usualToleranceMm: 0.05 }, { accuracy: 0.02 }, 'fits'],
    ['accuracy', { usualToleranceMm: 0.05 }, { accuracy: 0.02 }, 'no'],
    ['accuracy', {}, { accuracy: 0.02 }, 'asks'],
    ['lot', { lotSizes: ['1', '2-10'] }, { lot: 10 }, 'fits'],
    ['lot', { lotSizes: ['1', '2-10'] }, { lot: 11 }, 'no'],
    ['lot', { lotSizes: ['1001+'] }, { lot: 50_000 }, 'fits'],
    ['lot', { lotSizes: ['いろいろ'] }, { lot: 5 }, 'asks'],
    ['lot', {}, { lot: 5 }, 'asks'],
  ] as const)('asks by %s: %j against %j is %s', (_, attributes, wanted, outcome) => {
    const row = rowOf({ attributes: attributes as unknown as CapacityRow['attributes'] });
    const { fits, asks } = findRows([row], { ...noFilter, ...wanted }, scene);
    expect([fits.length, asks.length]).toEqual({ fits: [1, 0], asks: [0, 1], no: [0, 0] }[outcome]);
  });

  it('finds a certificate however it is written, and wants all that are asked for', () => {
    const row = rowOf({ certificates: ['ＩＳＯ ９００１', 'JIS Q 9100'] });
    const wants = (...certificate: string[]): number =>
      findRows([row], { ...noFilter, certificate }, scene).fits.length;
    expect(wants('ISO9001')).toBe(1);
    expect(wants('iso 9001', 'JISQ9100')).toBe(1);
    expect(wants('ISO9001', 'Nadcap')).toBe(0);
    const none = findRows([rowOf({})], { ...noFilter, certificate: ['Nadcap'] }, scene);
    expect([none.fits.length, none.asks.length]).toEqual([0, 1]);
  });

  it('reads what a lot may be, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(99_999), (a, b) => {
        const [from, through] = [Math.min(a, b), Math.max(a, b)];
        expect(lotRange(`${from}-${through}`)).toEqual({ from, through });
        expect(lotRange(String(a))).toEqual({ from: a, through: a });
        if (from < through) expect(lotRange(`${through}-${from}`)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = lotRange(text);
        if (range !== null) expect(range.from).toBeLessThanOrEqual(range.through);
      }),
    );
  });

  it('counts hours until a date by the half-days that are free until then', () => {
    const row = rowOf({});
    expect(
      [null, '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'].map((by) =>
        freeHoursBy(row, '2026-11-18', by),
      ),
    ).toEqual([8, 0, 4, 4, 8]);
  });

  it('is the same after a way through the address', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const address = new URLSearchParams();
        for (const [key, value] of Object.entries(addressOf(filter)))
          if (value !== null) address.set(key, value);
        expect(filterOf(new URLSearchParams(address.toString()))).toEqual(filter);
      }),
    );
  });

  it('asks for nothing that it does not understand', () => {
    expect(filterOf(new URLSearchParams('size=x&hours=-1&by=soon&confidence=Z'))).toEqual(noFilter);
  });
});
