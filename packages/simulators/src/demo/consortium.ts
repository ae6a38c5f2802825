// Pure: a small made-up consortium in real parts: who its members are, what stands in their shops, and how each machine
// is read. The demo starts it as it is; tests start others of the same shape.
import type { Bilingual } from '@nakamawashi/runtime';
import type { MachineKind } from '../machineKinds.ts';
import type { DayScript, PatternScript } from '../script.ts';
import type { WorkKind } from '../workHabits.ts';

export interface ConsortiumMachine {
  readonly id: string;
  readonly name: Bilingual;
  readonly class: Bilingual;
  readonly processes: readonly string[];
  readonly kind: MachineKind;
  readonly script: DayScript | PatternScript;
  /** What the office wrote down of it, such as the largest work piece. */
  readonly attributes?: Readonly<Record<string, number | string | boolean | readonly string[]>>;
}

export interface ConsortiumWorkshop {
  readonly id: string;
  readonly name: Bilingual;
  readonly calendar: string;
  readonly machines: readonly ConsortiumMachine[];
  /** What else the office wrote down of the workshop. */
  readonly written?: {
    readonly contacts: readonly { readonly name: string; readonly phone: string; readonly hours: string }[];
    readonly attributes: Readonly<Record<string, readonly string[]>>;
    readonly certificates?: readonly { readonly name: string }[];
  };
}

export interface Consortium {
  readonly id: string;
  readonly host: string;
  readonly timeZone: string;
  readonly workshops: readonly ConsortiumWorkshop[];
}

const timeZone = 'Asia/Tokyo';

function day(seed: number, work: WorkKind): DayScript {
  return { kind: 'day', seed, work, timeZone };
}

const lathe: Bilingual = { ja: 'NC旋盤', en: 'CNC lathe' };
const machiningCentre: Bilingual = { ja: '立形マシニングセンタ', en: 'Vertical machining centre' };

const kamata: ConsortiumWorkshop = {
  id: 'kamata-seimitsu',
  name: { ja: '蒲田精密', en: 'Kamata Seimitsu' },
  calendar: 'eight-to-five',
  written: {
    contacts: [{ name: '鈴木', phone: '03-0000-0001', hours: '平日 8:30-17:30' }],
    attributes: { materials: ['carbon', 'stainless', 'brass'], lotSizes: ['1', '2-10', '11-100'] },
  },
  machines: [
    {
      id: 'lathe-1',
      attributes: { maxDiameterMm: 260, maxLengthMm: 500, usualToleranceMm: 0.02, bestToleranceMm: 0.01 },
      name: { ja: 'NC旋盤 1号機', en: 'CNC lathe 1' },
      class: lathe,
      processes: ['TURN'],
      kind: 'opcua-machine-tool',
      script: day(11, 'lathe'),
    },
    {
      id: 'bar-lathe-1',
      attributes: { maxBarMm: 20 },
      name: { ja: '自動盤 1号機', en: 'Bar-fed lathe 1' },
      class: { ja: '自動盤', en: 'Swiss-type lathe' },
      processes: ['TURN-SWISS'],
      kind: 'opcua-machine-tool',
      script: day(12, 'barLathe'),
    },
    {
      id: 'mill-1',
      attributes: { maxXMm: 700, maxYMm: 300, maxZMm: 350 },
      name: { ja: '汎用フライス 1号機', en: 'Milling machine 1' },
      class: { ja: 'フライス盤', en: 'Milling machine' },
      processes: ['MILL-MAN'],
      kind: 'modbus-current-sensor',
      script: day(13, 'machiningCentre'),
    },
  ],
};

const haneda: ConsortiumWorkshop = {
  id: 'haneda-kogyo',
  name: { ja: '羽田工業', en: 'Haneda Kogyo' },
  calendar: 'eight-to-five',
  written: {
    contacts: [{ name: '佐藤', phone: '03-0000-0002', hours: '平日 8:30-17:30' }],
    attributes: { materials: ['carbon', 'aluminium', 'stainless', 'titanium'], lotSizes: ['1', '2-10'] },
    certificates: [{ name: 'ISO 9001' }, { name: 'JIS Q 9100' }],
  },
  machines: [
    {
      id: 'mc-1',
      attributes: { maxXMm: 1020, maxYMm: 530, maxZMm: 510, bestToleranceMm: 0.01 },
      name: { ja: 'マシニング 1号機', en: 'Machining centre 1' },
      class: machiningCentre,
      processes: ['MILL-3', 'DRILL'],
      kind: 'opcua-machine-tool',
      script: day(21, 'machiningCentre'),
    },
    {
      id: 'mc-2',
      attributes: { maxXMm: 560, maxYMm: 410, maxZMm: 460 },
      name: { ja: 'マシニング 2号機（旧型）', en: 'Machining centre 2 (older)' },
      class: machiningCentre,
      processes: ['MILL-3'],
      kind: 'opcua-plain-cnc',
      script: day(22, 'machiningCentre'),
    },
    {
      id: 'grinder-1',
      attributes: { maxXMm: 600, maxYMm: 300, bestToleranceMm: 0.002 },
      name: { ja: '平面研削盤', en: 'Surface grinder' },
      class: { ja: '平面研削盤', en: 'Surface grinder' },
      processes: ['GR-SURF'],
      kind: 'modbus-stack-light',
      script: day(23, 'grinder'),
    },
  ],
};

const rokugo: ConsortiumWorkshop = {
  id: 'rokugo-press',
  name: { ja: '六郷プレス', en: 'Rokugo Press' },
  calendar: 'eight-to-five',
  written: {
    contacts: [{ name: '高橋', phone: '03-0000-0003', hours: '平日 8:30-17:30' }],
    attributes: { materials: ['carbon', 'stainless', 'copper'] },
  },
  machines: [
    {
      id: 'press-80t',
      attributes: { pressForceKn: 785 },
      name: { ja: 'プレス 80トン', en: 'Press 80 t' },
      class: { ja: 'プレス', en: 'Press' },
      processes: ['PRESS'],
      kind: 'modbus-press-stroke',
      script: day(31, 'press'),
    },
    {
      id: 'press-150t',
      attributes: { pressForceKn: 1471 },
      name: { ja: '順送プレス 150トン', en: 'Progressive press 150 t' },
      class: { ja: '順送プレス', en: 'Progressive press' },
      processes: ['PRESS-PROG'],
      kind: 'modbus-press-stroke',
      script: day(32, 'press'),
    },
    {
      id: 'wire-1',
      attributes: { maxXMm: 400, maxYMm: 300, maxZMm: 200 },
      name: { ja: 'ワイヤ放電加工機', en: 'Wire EDM' },
      class: { ja: 'ワイヤ放電加工機', en: 'Wire EDM' },
      processes: ['ED-WIRE'],
      kind: 'modbus-stack-light',
      script: day(33, 'barLathe'),
    },
  ],
};

/** The same consortium with its day scripts moved against the clock. */
export function livingAhead(consortium: Consortium, aheadMs: number): Consortium {
  const move = (script: DayScript | PatternScript): DayScript | PatternScript =>
    script.kind === 'day' ? { ...script, aheadMs } : script;
  const workshops = consortium.workshops.map((workshop) => ({
    ...workshop,
    machines: workshop.machines.map((machine) => ({ ...machine, script: move(machine.script) })),
  }));
  return { ...consortium, workshops };
}

/** Three workshops, nine machines, five ways of reading them. All names are made up. */
export const demoConsortium: Consortium = {
  id: 'ota',
  host: 'ota-board',
  timeZone,
  workshops: [kamata, haneda, rokugo],
};
