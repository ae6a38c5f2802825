// Small consortia of any kind in October: who agreed and who did not at the first version of the month's file and at
// the second, who left or came, who withdrew his consent afterwards, and what the desk sees of whom.
import { noTime } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import {
  countable,
  type OtherCount,
  otherCount,
} from '../../cloud-aggregator/src/exports/countedMachines.ts';
import { editionFacts } from '../../cloud-aggregator/src/exports/editionFacts.ts';
import {
  datesOf,
  type MachineFacts,
  type MonthFacts,
  type WorkshopFacts,
  weeksOf,
} from '../../cloud-aggregator/src/exports/monthFacts.ts';
import type { EditionSource } from '../../cloud-aggregator/src/exports/sheets/editionSource.ts';

export const month = '2026-10';
export const dates = datesOf(month);
export const hourMs = 3_600_000;
const words = { ja: 'x', en: 'x' };

interface Machine {
  readonly process: string;
  readonly coverage: number;
  readonly busy: number;
  readonly isOpen: boolean;
}
export interface Shop {
  readonly id: string;
  readonly machines: readonly Machine[];
  /** Hours on weekdays, Saturdays, Sundays. */
  readonly plan: readonly [number, number, number];
  readonly isPaused: boolean;
  /** What it was at the first version, is at the second, and whether it withdrew its consent after that. */
  readonly first: Standing;
  readonly second: Standing;
  readonly hasWithdrawn: boolean;
}
type Standing = 'absent' | 'agreed' | 'silent';

const machine: fc.Arbitrary<Machine> = fc.record({
  process: fc.constantFrom('TURN', 'TURN', 'TURN', 'MILL-3'),
  coverage: fc.constantFrom(1, 1, 1, 0.9, 0.7, 0.4),
  busy: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  isOpen: fc.boolean(),
});
const standing = fc.constantFrom<Standing>('agreed', 'agreed', 'agreed', 'silent', 'absent');
const shop = fc.record({
  machines: fc.array(machine, { minLength: 1, maxLength: 3 }),
  plan: fc.constantFrom<Shop['plan'][]>([8, 0, 0], [8, 0, 0], [9, 9, 0], [8, 0, 6]),
  isPaused: fc.integer({ min: 0, max: 9 }).map((each) => each === 0),
  first: standing,
  changesTo: fc.option(standing, { freq: 3, nil: null }),
  hasWithdrawn: fc.integer({ min: 0, max: 9 }).map((each) => each === 0),
});
export const consortium: fc.Arbitrary<readonly Shop[]> = fc
  .array(shop, { minLength: 4, maxLength: 16 })
  .map((shops) =>
    shops.map(({ changesTo, ...each }, at) => ({
      ...each,
      id: `s${at}`,
      second: after(each.first, changesTo),
    })),
  );

/** Who agrees later makes the row of those who did not smaller in a file that was had before: nobody can help that. */
function after(first: Standing, changesTo: Standing | null): Standing {
  return changesTo === null || (first === 'silent' && changesTo === 'agreed') ? first : changesTo;
}

export function plannedOn(plan: Shop['plan'], date: string): number {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return plan[day === 0 ? 2 : day === 6 ? 1 : 0] * hourMs;
}
export const plannedOf = ({ plan }: Shop): number =>
  dates.reduce((sum, date) => sum + plannedOn(plan, date), 0);

export function machineFacts(
  own: Shop,
  { process, coverage, busy, isOpen }: Machine,
  at: number,
): MachineFacts {
  const planned = plannedOf(own);
  const observed = Math.floor(planned * coverage);
  const production = Math.floor(observed * busy);
  return {
    id: `m${at}`,
    name: words,
    class: null,
    processes: [process],
    inPlan: { ...noTime, production, idle: observed - production, unknown: planned - observed },
    outsidePlan: { ...noTime, off: dates.length * 24 * hourMs - planned },
    weeks: weeksOf(month).map(() => ({ plannedMs: 0, unknownMs: 0 })),
    through: 1,
    desk: isOpen ? (own.isPaused ? 'paused' : 'open') : 'closed',
  };
}

function factsOf(shops: readonly Shop[], which: 'first' | 'second'): MonthFacts {
  const workshops = shops
    .filter((each) => each[which] !== 'absent')
    .map(
      (each): WorkshopFacts => ({
        id: each.id,
        name: words,
        region: null,
        isRegistered: true,
        isAgreed: each[which] === 'agreed',
        bookedMs: 0,
        isOpen: dates.map((date) => plannedOn(each.plan, date) > 0),
        plannedMs: dates.map((date) => plannedOn(each.plan, date) * each.machines.length),
        machines: each.machines.map((own, at) => machineFacts(each, own, at)),
      }),
    );
  return { month, timeZone: 'Asia/Tokyo', workshops };
}

const year = {
  set: 'plan',
  indicator: 'shops',
  fiscalYear: 2026,
  planLabel: null,
  planYear: 1,
  base: 0,
  target: 1,
  actual: 1,
  targetTotal: 1,
  actualTotal: 1,
  origin: 'automatic',
  source: null,
  months: 1,
  isFinal: false,
} as const;

export interface Given {
  readonly shops: readonly Shop[];
  readonly which: 'first' | 'second';
  readonly facts: MonthFacts;
  readonly versions: readonly OtherCount[];
  /** Whether it is after consents were withdrawn. */
  readonly isLater: boolean;
}

export function sourceOf(
  { shops, which, facts, versions, isLater }: Given,
  edition: 'internal' | 'public',
): EditionSource {
  const agreedNow = new Set(
    shops.filter((each) => hasConsent(each, isLater ? 'later' : which)).map(({ id }) => id),
  );
  return {
    facts: editionFacts(facts, { edition, agreedNow, codeOf: (id) => id }),
    whole: facts,
    kpi: { sets: [], years: [year], months: [] },
    issues: [],
    isOver: true,
    madeAt: 0,
    versions,
    isForOffice: false,
    holidayOn: () => null,
    holidayYear: () => 'announced',
    processName: () => words,
  };
}

/** Whether a shop's consent holds: when the first version is made, when the second one is, and later. */
export function hasConsent(own: Shop, when: 'first' | 'second' | 'later'): boolean {
  return when === 'later' ? own.second === 'agreed' && !own.hasWithdrawn : own[when] === 'agreed';
}

/** The files that can be had: the first version at once, both of them later. */
export function allGiven(shops: readonly Shop[]): readonly Given[] {
  const [first, second] = [factsOf(shops, 'first'), factsOf(shops, 'second')];
  const before = otherCount(first.workshops.map(countable), true);
  const after = otherCount(second.workshops.map(countable), false);
  return [
    { shops, which: 'first', facts: first, versions: [], isLater: false },
    { shops, which: 'second', facts: second, versions: [before], isLater: false },
    { shops, which: 'first', facts: first, versions: [after], isLater: true },
    { shops, which: 'second', facts: second, versions: [before], isLater: true },
  ];
}
