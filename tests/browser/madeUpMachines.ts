// Pure: three workshops and nine machines that show every state, freshness and sharing level of the board.
import type { MachineRow, Name, Today } from '../../cloud-aggregator/web/src/live/machineRow.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Wednesday, 18 November 2026, 10:42:20 in Tokyo. */
export const noted = Date.UTC(2026, 10, 18, 1, 42, 20);
const midnight = Date.UTC(2026, 10, 17, 15);

const kamata: MachineRow['workshop'] = {
  id: 'kamata-seimitsu',
  name: { ja: '蒲田精密', en: 'Kamata Seimitsu' },
};
const haneda: MachineRow['workshop'] = {
  id: 'haneda-press',
  name: { ja: '羽田プレス工業', en: 'Haneda Press' },
};
const shimomaruko: MachineRow['workshop'] = {
  id: 'shimomaruko-kenma',
  name: { ja: '下丸子研磨', en: 'Shimomaruko Grinding' },
};

/** A machine that runs; `changes` says what is different about this one. */
function madeUpRow(
  workshop: MachineRow['workshop'],
  id: string,
  name: Name,
  changes: Partial<MachineRow>,
): MachineRow {
  return {
    id: `${workshop.id}/${id}`,
    workshop,
    machine: { id, name },
    class: null,
    processes: [],
    state: 'production',
    since: noted - 30 * minuteMs,
    inferred: false,
    evidence: 'controller',
    freshness: 'live',
    lastContact: noted - 4_000,
    shared: 'live',
    today: today({ production: 1.9, setup: 0.4, idle: 0.3, off: 8.05 }),
    ...changes,
  };
}

interface Hours {
  readonly production?: number;
  readonly setup?: number;
  readonly idle?: number;
  readonly fault?: number;
  readonly maintenance?: number;
  readonly off?: number;
  readonly unknown?: number;
}

function today(hours: Hours): Today {
  const ms = (value: number | undefined) => Math.round((value ?? 0) * hourMs);
  const parts = {
    productionMs: ms(hours.production),
    setupMs: ms(hours.setup),
    idleMs: ms(hours.idle),
    faultMs: ms(hours.fault),
    maintenanceMs: ms(hours.maintenance),
    offMs: ms(hours.off),
    unknownMs: ms(hours.unknown),
  };
  const accounted = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { date: '2026-11-18', plannedMs: 8 * hourMs, ...parts, throughMs: midnight + accounted };
}

/** The nine machines at `noted`. */
export const madeUpMachines: readonly MachineRow[] = [
  madeUpRow(
    kamata,
    'lathe-1',
    { ja: 'NC旋盤 1号機', en: 'CNC lathe 1' },
    {
      class: { ja: 'NC旋盤', en: 'CNC lathe' },
      processes: ['TURN'],
    },
  ),
  madeUpRow(
    kamata,
    'lathe-2',
    { ja: 'NC旋盤 2号機', en: 'CNC lathe 2' },
    {
      class: { ja: '複合旋盤', en: 'mill-turn' },
      processes: ['TURN-MILL', 'TURN'],
      state: 'setup',
      since: noted - 12 * minuteMs,
      today: today({ production: 1.2, setup: 1.1, idle: 0.3, off: 8.05 }),
    },
  ),
  madeUpRow(
    kamata,
    'mill-1',
    { ja: '立形MC 1号機', en: 'Vertical MC 1' },
    {
      class: { ja: '立形マシニングセンタ', en: 'vertical machining centre' },
      processes: ['MILL-3'],
      state: 'idle',
      since: noted - 95 * minuteMs,
      evidence: 'lamp',
      today: today({ production: 0.7, idle: 1.9, off: 8.05 }),
    },
  ),
  madeUpRow(
    kamata,
    'five-axis',
    { ja: '5軸加工機', en: 'Five-axis mill' },
    {
      class: { ja: '5軸マシニングセンタ', en: 'five-axis machining centre' },
      processes: ['MILL-5'],
      since: noted - 13 * hourMs - 8 * minuteMs,
      today: today({ production: 10.3, idle: 0.35 }),
    },
  ),
  madeUpRow(
    haneda,
    'press-80',
    { ja: '80トンプレス', en: '80 t press' },
    {
      class: { ja: 'プレス', en: 'press' },
      processes: ['PRESS-PROG'],
      state: 'fault',
      since: noted - 41_000,
      evidence: 'lamp',
      today: today({ production: 1.6, setup: 0.2, fault: 0.6, idle: 0.2, off: 8.05 }),
    },
  ),
  madeUpRow(
    haneda,
    'press-150',
    { ja: '150トンプレス', en: '150 t press' },
    {
      class: { ja: 'プレス', en: 'press' },
      processes: ['DEEP', 'PRESS'],
      inferred: true,
      evidence: 'current',
      freshness: 'late',
      lastContact: noted - 3 * minuteMs,
      today: today({ production: 2.1, idle: 0.4, off: 8.05 }),
    },
  ),
  madeUpRow(
    haneda,
    'wire-edm',
    { ja: 'ワイヤ放電加工機', en: 'Wire EDM' },
    {
      class: { ja: 'ワイヤ放電', en: 'wire EDM' },
      processes: ['ED-WIRE'],
      state: 'unknown',
      since: noted - 30 * minuteMs,
      evidence: null,
      freshness: 'stale',
      lastContact: noted - 30 * minuteMs,
      today: today({ production: 9.2, idle: 0.6, unknown: 0.4 }),
    },
  ),
  madeUpRow(
    shimomaruko,
    'surface-1',
    { ja: '平面研削盤', en: 'Surface grinder' },
    {
      class: { ja: '平面研削盤', en: 'surface grinder' },
      processes: ['GR-SURF'],
      state: 'maintenance',
      since: noted - 2 * hourMs - 5 * minuteMs,
      today: today({ maintenance: 2.1, off: 8.5 }),
    },
  ),
  madeUpRow(
    shimomaruko,
    'cylindrical-1',
    { ja: '円筒研削盤', en: 'Cylindrical grinder' },
    {
      class: { ja: '円筒研削盤', en: 'cylindrical grinder' },
      processes: ['GR-CYL', 'GR-INT'],
      state: 'off',
      since: noted - 3 * 24 * hourMs,
      today: today({ off: 10.65 }),
    },
  ),
];
