// Pure: how each kind of machine is worked in a small machining shop: lengths of set-ups, cycles and stops, how often
// tools break, who needs a hand at the machine. Figures are plausible, not measured; `shiftScript` makes days of them.

export const workKinds = ['machiningCentre', 'lathe', 'barLathe', 'grinder', 'press'] as const;
/** How a simulated machine is worked; decides the rhythm of its days. */
export type WorkKind = (typeof workKinds)[number];

/** Lowest and highest value, both included; milliseconds unless the name says otherwise. */
export type Range = readonly [low: number, high: number];

export interface WorkHabits {
  /** First set-up after power on: referencing, spindle warm-up, first measurement. */
  readonly warmUpMs: Range;
  /** Change from one job to the next: fixture, tools, offsets, first piece. */
  readonly setupMs: Range;
  /** Measuring and approving the first piece; the machine waits. */
  readonly inspectionMs: Range;
  /** Machining of one piece; one length is drawn per job. */
  readonly cycleMs: Range;
  /** Stop between two pieces: change of work piece, chips, gauge. */
  readonly loadingMs: Range;
  /** Whether a hand is needed between two pieces; without it the machine runs through breaks. */
  readonly handLoaded: boolean;
  /** Length of one job's run, stops included. */
  readonly runMs: Range;
  /** Waiting for material, drawing or the next order after a run, and how often that happens. */
  readonly waitingMs: Range;
  readonly waitingChance: number;
  /** Change of a worn tool after a piece, and how often (per piece). */
  readonly toolChangeMs: Range;
  readonly toolChangeChance: number;
  /** Mean machining time between two broken tools, and the fault each one means. */
  readonly toolBreakEveryMs: number;
  readonly toolBreakMs: Range;
  /** Chance per working day of one longer fault. */
  readonly breakdownChance: number;
  readonly breakdownMs: Range;
  readonly overtimeChance: number;
  /** Chance per working day to run on unattended after work. */
  readonly nightRunChance: number;
  readonly nightRunMs: Range;
  readonly saturdayChance: number;
  /** Chance per Friday of an afternoon's upkeep. */
  readonly serviceChance: number;
  readonly serviceMs: Range;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const everyKind = {
  warmUpMs: [10 * minute, 25 * minute],
  setupMs: [20 * minute, 60 * minute],
  inspectionMs: [3 * minute, 9 * minute],
  waitingMs: [10 * minute, 45 * minute],
  waitingChance: 0.45,
  toolChangeMs: [60 * second, 150 * second],
  toolBreakMs: [4 * minute, 18 * minute],
  breakdownChance: 0.05,
  breakdownMs: [40 * minute, 180 * minute],
  overtimeChance: 0.3,
  nightRunChance: 0,
  nightRunMs: [0, 0],
  saturdayChance: 0.25,
  serviceChance: 0.3,
  serviceMs: [45 * minute, 120 * minute],
} satisfies Partial<WorkHabits>;

export const workHabits: Readonly<Record<WorkKind, WorkHabits>> = {
  machiningCentre: {
    ...everyKind,
    cycleMs: [8 * minute, 35 * minute],
    loadingMs: [90 * second, 240 * second],
    handLoaded: true,
    runMs: [80 * minute, 240 * minute],
    toolChangeChance: 0.12,
    toolBreakEveryMs: 9 * hour,
  },
  lathe: {
    ...everyKind,
    setupMs: [15 * minute, 45 * minute],
    cycleMs: [150 * second, 9 * minute],
    loadingMs: [20 * second, 60 * second],
    handLoaded: true,
    runMs: [60 * minute, 180 * minute],
    toolChangeChance: 0.04,
    toolBreakEveryMs: 8 * hour,
  },
  barLathe: {
    ...everyKind,
    cycleMs: [100 * second, 5 * minute],
    loadingMs: [4 * second, 8 * second],
    handLoaded: false,
    runMs: [120 * minute, 360 * minute],
    toolChangeChance: 0.02,
    toolBreakEveryMs: 10 * hour,
    nightRunChance: 0.6,
    nightRunMs: [3 * hour, 13 * hour],
  },
  grinder: {
    ...everyKind,
    setupMs: [15 * minute, 40 * minute],
    cycleMs: [4 * minute, 15 * minute],
    loadingMs: [60 * second, 180 * second],
    handLoaded: true,
    runMs: [60 * minute, 150 * minute],
    toolChangeChance: 0.1,
    toolBreakEveryMs: 30 * hour,
    breakdownChance: 0.03,
    overtimeChance: 0.2,
  },
  press: {
    ...everyKind,
    setupMs: [25 * minute, 60 * minute],
    cycleMs: [6 * minute, 14 * minute],
    loadingMs: [60 * second, 200 * second],
    handLoaded: true,
    runMs: [70 * minute, 200 * minute],
    toolChangeChance: 0.05,
    toolBreakEveryMs: 12 * hour,
    waitingChance: 0.6,
  },
};
