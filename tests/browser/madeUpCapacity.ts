// Pure: what the desk is shown of the made-up machines' spare capacity: every mark, level and confidence of the free
// board.
import type { CapacityRow } from '../../cloud-aggregator/src/api/capacityRow.ts';
import { signs } from '../../cloud-aggregator/src/capacity/mark.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';

const hourMs = 3_600_000;
const free = (today: number, week: number, nextWeek: number): CapacityRow['freeMs'] => ({
  today: today * hourMs,
  week: week * hourMs,
  nextWeek: nextWeek * hourMs,
});
/** Wednesday to Friday of this week and Monday to Friday of the next, by half-days; nothing at the weekends. */
const cellsOf = (week: readonly number[], nextWeek: readonly number[]): CapacityRow['cells'] =>
  [...week, null, null, null, null, ...nextWeek, null, null, null, null].map((hours) =>
    hours === null ? null : hours * hourMs,
  );
const nothing = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/** Thursday, 8:30 in Tokyo. */
const tomorrow = Date.UTC(2026, 10, 18, 23, 30);

const changes: Readonly<Record<string, Partial<CapacityRow>>> = {
  'lathe-1': {
    mark: 'plenty',
    freeMs: free(0, 12, 20),
    next: { from: tomorrow, until: tomorrow + 9 * hourMs, freeMs: 8 * hourMs },
    cells: cellsOf([0, 0, 4, 4, 0, 4], [4, 4, 0, 0, 4, 4, 0, 0, 4, 0]),
    certificates: ['ISO 9001'],
    attributes: {
      maxDiameterMm: 260,
      maxLengthMm: 500,
      materials: ['carbon', 'stainless'],
      bestToleranceMm: 0.01,
      lotSizes: ['1', '2-10'],
    },
  },
  'lathe-2': { mark: 'ask', level: 'mark', freeMs: null, cells: null, confidence: 'B' },
  'mill-1': {
    mark: 'some',
    freeMs: free(4, 4, 12),
    confidence: 'B',
    cells: cellsOf([0, 4, 0, 0, 0, 0], [0, 4, 0, 0, 0, 4, 0, 0, 0, 4]),
    attributes: { maxXMm: 1020, maxYMm: 530, maxZMm: 510, materials: ['aluminium'] },
  },
  'five-axis': {
    mark: 'full',
    freeMs: free(0, 0, 4),
    cells: cellsOf([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 4, 0]),
  },
  'press-80': {
    mark: 'ask',
    freeMs: free(0, 0, 8),
    cells: cellsOf([0, 0, 0, 0, 0, 0], [4, 0, 4, 0, 0, 0, 0, 0, 0, 0]),
    attributes: { pressForceKn: 785 },
  },
  'press-150': {
    mark: 'ask',
    confidence: 'C',
    isSelfDeclared: true,
    freeMs: free(0, 0, 0),
    attributes: { pressForceKn: 1471 },
  },
  'wire-edm': {
    mark: 'ask',
    confidence: 'C',
    freeMs: free(0, 4, 8),
    cells: cellsOf([0, 0, 0, 0, 4, 0], [0, 4, 4, 0, 0, 0, 0, 0, 0, 0]),
    confirmedAt: null,
  },
  'surface-1': {
    mark: 'none',
    level: 'none',
    confidence: null,
    freeMs: null,
    cells: null,
    pausedUntil: tomorrow,
  },
  'cylindrical-1': { mark: 'full', freeMs: free(0, 0, 0), confidence: 'A' },
};

/** The rows of the made-up machines. */
export const madeUpCapacity: readonly CapacityRow[] = madeUpMachines.map((live): CapacityRow => {
  const change = changes[live.machine.id] ?? {};
  const row: CapacityRow = {
    id: live.id,
    certificates: [],
    sign: '',
    mark: 'none',
    level: 'live',
    isSelfDeclared: false,
    confidence: 'A',
    freeMs: free(0, 0, 0),
    next: null,
    cells: cellsOf([0, 0, 0, 0, 0, 0], nothing),
    lines: null,
    workshop: live.workshop,
    machine: live.machine,
    class: live.class,
    processes: live.processes,
    region: { id: 'ota', name: { ja: '大田区', en: 'Ota' } },
    attributes: {},
    confirmedAt: noted - 26 * hourMs,
    circles: [{ id: 'rush', name: { ja: '特急の会', en: 'Rush circle' } }],
    telephone: live.workshop.id === 'haneda-press' ? null : '03-0000-0000',
    pausedUntil: null,
    isOpenNow: true,
    ...change,
  };
  return { ...row, sign: signs[row.mark] };
});
