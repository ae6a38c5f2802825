// Pure: which machines fit what is looked for, for the board and for `GET /api/capacity` alike. Unknown is not no: a
// machine of which something is not written down comes after those that fit, to be asked for. Without a hit it is said
// which one condition to drop (domain 5.3, 6.3, 6.8).

import { allSteps } from '../allSteps.ts';
import type { CapacityRow } from '../api/capacityRow.ts';
import { type Answer, fitsSize, holds, keeps, likesLot } from './attributeAnswers.ts';
import { finderOf } from './searchText.ts';

/** What is looked for; an empty list, text or null asks for nothing. */
export interface Filter {
  readonly text: string;
  readonly process: readonly string[];
  readonly material: readonly string[];
  readonly region: readonly string[];
  readonly circle: readonly string[];
  /** Certificates, all of which are wanted. */
  readonly certificate: readonly string[];
  /** The size of the work piece in millimetres. */
  readonly size: number | null;
  /** The tolerance that must be kept, ± millimetres. */
  readonly accuracy: number | null;
  /** How many pieces. */
  readonly lot: number | null;
  /** As many free hours, this week or until the date. */
  readonly hours: number | null;
  readonly by: string | null;
  readonly confidence: 'A' | 'B' | null;
}

export const noFilter: Filter = {
  text: '',
  process: [],
  material: [],
  region: [],
  circle: [],
  certificate: [],
  size: null,
  accuracy: null,
  lot: null,
  hours: null,
  by: null,
  confidence: null,
};

/** The name of one condition; hours and their date are one. */
export type ConditionName = Exclude<keyof Filter, 'by'>;

/** What the rows are compared with: the first date of their cells, and the folded text under which a row is found. */
export interface FilterScene {
  readonly firstDate: string;
  foldedOf(row: CapacityRow): string;
}

/** The outcome; `drop` is there when nothing fits: without that condition as many shops do. */
export interface Found {
  readonly fits: readonly CapacityRow[];
  readonly asks: readonly CapacityRow[];
  readonly drop: { readonly name: ConditionName; readonly shops: number } | null;
}

const hourMs = 3_600_000;

/** The conditions that are set, in the order in which they are shown. */
export function conditionsOf(filter: Filter): readonly ConditionName[] {
  const names = Object.keys(noFilter) as (keyof Filter)[];
  return names.filter((name): name is ConditionName => {
    const wanted = filter[name];
    const isSet = wanted !== null && (typeof wanted === 'number' || wanted.length > 0);
    return name !== 'by' && isSet;
  });
}

/** A filter without one of its conditions. */
export function without(filter: Filter, name: ConditionName): Filter {
  return { ...filter, [name]: noFilter[name], ...(name === 'hours' ? { by: null } : {}) };
}

/** The rows that fit, in their order. */
export function findRows(rows: readonly CapacityRow[], filter: Filter, scene: FilterScene): Found {
  return allSteps(findInSteps(rows, filter, scene));
}

/** What is found so far. */
export type FoundSoFar = Pick<Found, 'fits' | 'asks'>;

/** The same with a pause after every few hundred rows, for who has other work as well, with what is found so far. */
export function* findInSteps(
  rows: readonly CapacityRow[],
  filter: Filter,
  scene: FilterScene,
): Generator<FoundSoFar, Found> {
  const { fits, asks } = yield* partition(rows, filter, scene);
  if (fits.length + asks.length > 0 || rows.length === 0) return { fits, asks, drop: null };
  const tries: { readonly name: ConditionName; readonly shops: number }[] = [];
  for (const name of conditionsOf(filter)) {
    const found = yield* untold(partition(rows, without(filter, name), scene));
    const shops = new Set([...found.fits, ...found.asks].map(({ workshop }) => workshop.id)).size;
    tries.push({ name, shops });
  }
  const [best] = tries
    .filter(({ shops }) => shops > 0)
    .toSorted((a, b) => Number(isCore(a.name)) - Number(isCore(b.name)) || b.shops - a.shops);
  return { fits, asks, drop: best ?? null };
}

/** What would be found without a condition is no part of what is found with it. */
function* untold<T>(work: Generator<unknown, T>): Generator<FoundSoFar, T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    yield { fits: [], asks: [] };
  }
}

/** Whoever needs a turner is not helped by a grinder: what the job is stays as long as anything else can go. */
function isCore(name: ConditionName): boolean {
  return name === 'process' || name === 'text';
}

const rowsOfStep = 500;

function* partition(
  rows: readonly CapacityRow[],
  filter: Filter,
  scene: FilterScene,
): Generator<FoundSoFar, FoundSoFar> {
  const names = conditionsOf(filter);
  if (names.length === 0) return { fits: rows, asks: [] };
  const conditions = names.map((name) => conditionOf(name, filter, scene));
  const fits: CapacityRow[] = [];
  const asks: CapacityRow[] = [];
  let looked = 0;
  for (const row of rows) {
    looked += 1;
    if (looked % rowsOfStep === 0) yield { fits, asks };
    const answer = together(conditions, row);
    if (answer === 'yes') fits.push(row);
    if (answer === 'unknown') asks.push(row);
  }
  return { fits, asks };
}

/** What a row answers to one condition. */
type Condition = (row: CapacityRow) => Answer;

/** One no is a no; otherwise one unknown is unknown. */
function together(conditions: readonly Condition[], row: CapacityRow): Answer {
  let all: Answer = 'yes';
  for (const condition of conditions) {
    const answer = condition(row);
    if (answer === 'no') return 'no';
    if (answer === 'unknown') all = 'unknown';
  }
  return all;
}

/** Made once for a search: what does not hang on the row is not worked out for each of a ward's rows. */
function conditionOf(name: ConditionName, filter: Filter, { firstDate, foldedOf }: FilterScene): Condition {
  switch (name) {
    case 'text': {
      const finds = finderOf(filter.text);
      return (row) => (finds(foldedOf(row)) ? 'yes' : 'no');
    }
    case 'process':
      return ({ processes }) => oneOf(filter.process, processes);
    case 'material':
      return ({ attributes: { materials } }) =>
        Array.isArray(materials) ? oneOf(filter.material, materials) : 'unknown';
    case 'region':
      return ({ region }) => (region === null ? 'unknown' : oneOf(filter.region, [region.id]));
    case 'circle':
      return ({ circles }) =>
        oneOf(
          filter.circle,
          circles.map(({ id }) => id),
        );
    case 'certificate':
      return (row) => holds(row, filter.certificate);
    case 'size':
      return (row) => fitsSize(row, filter.size ?? 0);
    case 'accuracy':
      return (row) => keeps(row, filter.accuracy ?? 0);
    case 'lot':
      return (row) => likesLot(row, filter.lot ?? 1);
    case 'hours':
      return (row) => {
        const free = freeHoursBy(row, firstDate, filter.by);
        if (free === null) return row.mark === 'full' ? 'no' : 'unknown';
        return free >= (filter.hours ?? 0) ? 'yes' : 'no';
      };
    case 'confidence':
      return ({ confidence }) => {
        if (confidence === null) return 'unknown';
        return confidence <= (filter.confidence ?? 'C') ? 'yes' : 'no';
      };
  }
}

function oneOf(wanted: readonly string[], has: readonly string[]): Answer {
  return wanted.some((each) => has.includes(each)) ? 'yes' : 'no';
}

/** Free hours this week, or through a date; null when the shop does not share them. */
export function freeHoursBy(row: CapacityRow, firstDate: string, by: string | null): number | null {
  if (by === null) return row.freeMs === null ? null : row.freeMs.week / hourMs;
  if (row.cells === null) return null;
  const days = Math.round((Date.parse(by) - Date.parse(firstDate)) / (24 * hourMs)) + 1;
  return row.cells.slice(0, Math.max(0, 2 * days)).reduce<number>((sum, ms) => sum + (ms ?? 0), 0) / hourMs;
}
