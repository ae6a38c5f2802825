// Pure: what the owner of the made-up Kamata Seimitsu is told: his word, his sums, what each audience sees, his month.
import { noTime, ratiosOf } from '@nakamawashi/machine-model';
import type { OwnWorkshop } from '../../cloud-aggregator/src/api/ownView.ts';
import type { UtilisationRow } from '../../cloud-aggregator/src/api/utilisation.ts';
import { madeUpCapacity } from './madeUpCapacity.ts';
import { noted } from './madeUpMachines.ts';

const hourMs = 3_600_000;
const rows = madeUpCapacity.filter(({ workshop }) => workshop.id === 'kamata-seimitsu');
const line = {
  ja: '今週 12.5h（計算 12.9h）＝ 営業 24h − いつもの仕事 7.5h（予約 0h より多い方）− 余裕 3.6h',
  en: 'This week 12.5h (computed 12.9h) = open 24h − usual work 7.5h (more than booked, 0h) − reserve 3.6h',
};
const tomorrow = noted + 13.3 * hourMs;

const shop: OwnWorkshop = {
  id: 'kamata-seimitsu',
  name: { ja: '蒲田精密', en: 'Kamata Seimitsu' },
  stance: { answer: 'open', week: '2026-11-16', at: noted - 26 * hourMs },
  pausedUntil: null,
  calendarConfirmedAt: noted - 10 * 24 * hourMs,
  consentVersion: '2026-11',
  machines: rows.map((row) => {
    const { mark, isSelfDeclared, confidence, next, cells } = row;
    const freeMs = { today: 0.5 * hourMs, week: 12.5 * hourMs, nextWeek: 21 * hourMs };
    const lines = { today: line, week: line, nextWeek: line };
    const own = { mark, isSelfDeclared, confidence, freeMs, next, cells, lines };
    return {
      id: row.machine.id,
      name: row.machine.name,
      own: { ...own, machine: row.machine.id, level: 'own', mayShowLive: true },
      sharing: { desk: row.level === 'own' ? 'live' : row.level, circle: 'mark', consortium: 'none' },
      sent: 'live',
    };
  }),
  shown: {
    desk: rows,
    circle: rows.map((row) => ({ ...row, level: 'mark' as const, freeMs: null, next: null, cells: null })),
    consortium: [],
  },
  bookings: [
    {
      id: 'b1',
      workshop: 'kamata-seimitsu',
      machine: 'mill-1',
      from: tomorrow,
      until: tomorrow + 24 * hourMs,
      hours: 6,
      kind: 'blockOut',
    },
  ],
  looks: [
    { person: 'desk', at: noted - 40 * 60_000 },
    { person: 'office', at: noted - 27 * hourMs },
  ],
};

/** The answer of `GET /api/own`. */
export const madeUpOwn = { at: noted, timeZone: 'Asia/Tokyo', firstDate: '2026-11-18', workshops: [shop] };

/** The month of his machines; one with a gap in its data, so that its ratio is a range. */
export const madeUpMonth: readonly UtilisationRow[] = rows.map(({ id }, index) => {
  const hours = { production: 62 - 6 * index, setup: 18, idle: 24, unknown: index === 2 ? 30 : 2 };
  const inPlan = {
    ...noTime,
    production: hours.production * hourMs,
    setup: hours.setup * hourMs,
    idle: hours.idle * hourMs,
    unknown: hours.unknown * hourMs,
  };
  const plannedMs = Object.values(inPlan).reduce((sum, ms) => sum + ms, 0);
  const ratios = ratiosOf(inPlan);
  return { key: id, bucket: '2026-11', machines: 1, plannedMs, inPlan, outsidePlan: noTime, ratios };
});
