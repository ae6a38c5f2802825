// Pure: which machines the sums of the public edition are made of (domain 6.7, 8.3), so that neither a sum nor what is
// left of it shows a firm to somebody who sees others' hours, or has seen a file that was made before.
import { bracketCoverage, totalMs } from '@nakamawashi/machine-model';
import {
  isPrintable,
  leastShops,
  leastUnseen,
  type Remainder,
  type SummedRow,
} from '../people/smallCells.ts';
import { coverageOf, type DeskView, type MachineFacts, timeSum, type WorkshopFacts } from './monthFacts.ts';
import type { EditionSource } from './sheets/editionSource.ts';

export interface Owned<M extends Countable = MachineFacts> {
  readonly shop: string;
  readonly machine: M;
}
/** Of a machine what decides whether it is counted. */
type Countable = Pick<MachineFacts, 'id' | 'processes' | 'inPlan' | 'desk'>;

/** The machines of one main process. */
export interface Group {
  readonly process: string;
  readonly counted: readonly Owned[];
  readonly leftOut: number;
  readonly row: SummedRow;
}

export interface PublicCount {
  readonly groups: readonly Group[];
  readonly total: Group;
}

/** What another version of the month was made of: the machines of who had agreed, and who had not. */
export interface OtherCount {
  readonly isEarlier: boolean;
  readonly owned: readonly Owned<Countable>[];
  readonly agreed: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

type CountSource = Pick<EditionSource, 'facts' | 'versions'>;

const counts = new WeakMap<CountSource, PublicCount>();

/**
 * Machines of little coverage are in no sum, and none that would be read off what the desk sees of the others. Counted
 * once for a book, whose sheets ask again.
 */
export function publicCount(source: CountSource): PublicCount {
  const count = counts.get(source) ?? countPublic(source);
  counts.set(source, count);
  return count;
}

function countPublic(source: CountSource): PublicCount {
  const all = groupsOf(ownedBy(source.facts.members.map(({ facts }) => facts)));
  const differences = differencesFrom(source);
  const groups = all.map(([process, owned]): Group => {
    const counted = countedOf(owned);
    const row = rowOf(counted, differences(process));
    return { process, counted, leftOut: owned.length - counted.length, row };
  });
  const counted = groups.flatMap((each) => each.counted);
  const leftOut = groups.reduce((sum, each) => sum + each.leftOut, 0);
  return { groups, total: { process: '', counted, leftOut, row: rowOf(counted, differences(null)) } };
}

/** The machines of one main process together, in the order of the codes. */
export function groupsOf<M extends Countable>(
  owned: readonly Owned<M>[],
): readonly (readonly [string, readonly Owned<M>[]])[] {
  return [...Map.groupBy(owned, ({ machine }) => machine.processes[0] ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
}

export function ownedBy(workshops: readonly WorkshopFacts[]): readonly Owned[] {
  return workshops.flatMap(({ id, machines }) => machines.map((machine): Owned => ({ shop: id, machine })));
}

/** Of a workshop what decides whether it is counted; the rest need not be held. */
export function countable({ id, isAgreed, machines }: WorkshopFacts): CountableWorkshop {
  const kept = machines.map(
    ({ id: machine, processes, inPlan, desk }): Countable => ({
      id: machine,
      processes,
      inPlan,
      ...(desk === undefined ? {} : { desk }),
    }),
  );
  return { id, isAgreed, machines: isAgreed ? kept : [] };
}

export interface CountableWorkshop {
  readonly id: string;
  readonly isAgreed: boolean;
  readonly machines: readonly Countable[];
}

/** What another version counted. */
export function otherCount(workshops: readonly CountableWorkshop[], isEarlier: boolean): OtherCount {
  const idsOf = (hasAgreed: boolean): ReadonlySet<string> =>
    new Set(workshops.filter(({ isAgreed }) => isAgreed === hasAgreed).map(({ id }) => id));
  const owned = workshops.flatMap(({ id, machines }) => machines.map((machine) => ({ shop: id, machine })));
  return { isEarlier, owned, agreed: idsOf(true), others: idsOf(false) };
}

/** The sum of those who did not agree: what is left of it for who sees hours, and for who has another file. */
export function othersRow({ facts, versions }: CountSource): SummedRow {
  // Whose figures stand under a code in a file that can be had today, or could be had ever.
  const today = ({ id }: Pick<WorkshopFacts, 'id'>): boolean => facts.agreedNow.has(id);
  const ever = ({ id, isAgreed }: Pick<WorkshopFacts, 'id' | 'isAgreed'>): boolean =>
    isAgreed || facts.agreedNow.has(id) || versions.some(({ agreed }) => agreed.has(id));
  const left = [today, ever].flatMap((isNamed) => {
    const hidden = ownedBy(facts.others.filter((each) => !isNamed(each)));
    return [{ least: leastUnseen, shops: shopsOf(hidden) }, ...unseenOf(hidden)];
  });
  const others = new Set(facts.others.map(({ id }) => id));
  const gone = versions
    .filter(({ isEarlier }) => isEarlier)
    .flatMap((earlier): readonly Remainder[] => {
      // As it was had then, and as it is had since somebody withdrew his consent.
      const since = new Set([...earlier.others, ...earlier.agreed].filter((id) => !facts.agreedNow.has(id)));
      const unnamed = [
        [...earlier.others.symmetricDifference(others)].filter((id) => !ever({ id, isAgreed: false })),
        [...since.symmetricDifference(others)].filter((id) => !today({ id })),
      ];
      return unnamed.map((shops) => ({ least: leastShops, shops: new Set(shops) }));
    });
  return { measures: measuresOf(ownedBy(facts.others)), remainders: [...left, ...gone] };
}

/** Of machines of one process those that a sum counts. */
function countedOf<M extends Countable>(owned: readonly Owned<M>[]): readonly Owned<M>[] {
  const seen = owned.filter(({ machine }) => (coverageOf(machine.inPlan) ?? 0) >= bracketCoverage);
  const isTold = unseenOf(seen).some(({ shops, least }) => shops.size > 0 && shops.size < least);
  return isTold ? seen.filter(({ machine }) => machine.desk === 'open') : seen;
}

function rowOf(owned: readonly Owned[], differences: readonly Remainder[]): SummedRow {
  return { measures: measuresOf(owned), remainders: [...unseenOf(owned), ...differences] };
}

/** The shops of which the desk does not see all: now, and when no pause holds. */
function unseenOf(owned: readonly Owned<Countable>[]): readonly Remainder[] {
  const views: readonly (readonly DeskView[])[] = [['open'], ['open', 'paused']];
  return views.map((visible) => ({
    least: leastUnseen,
    shops: new Set(
      owned.flatMap(({ shop, machine: { desk = 'closed' } }) => (visible.includes(desk) ? [] : [shop])),
    ),
  }));
}

/** What is left of a sum for who takes it from the one of the same process in another file; null: of all processes. */
function differencesFrom({ facts, versions }: CountSource): (process: string | null) => readonly Remainder[] {
  const all = ownedBy([...facts.members.map((each) => each.facts), ...facts.others.filter(hasAgreed)]);
  const holds = ({ shop }: Owned<Countable>): boolean => facts.agreedNow.has(shop);
  const now = byProcess(all.filter(holds));
  // Where nobody has withdrawn his consent, this file is as it was before there were later ones.
  const isAnother = all.some((each) => !holds(each));
  // Each file as it was had before somebody withdrew his consent, and as it is had since.
  const before = [
    byProcess(all),
    ...versions
      .filter(({ isEarlier }) => isEarlier || isAnother)
      .flatMap(({ owned }) => [byProcess(owned), byProcess(owned.filter(holds))]),
  ];
  const of = (process: string | null): readonly Remainder[] =>
    before.flatMap((other) => {
      const changed = changedBetween(countedFor(now, process), countedFor(other, process));
      return [{ least: leastShops, shops: shopsOf(changed) }, ...unseenOf(changed)];
    });
  const processes = new Set([now, ...before].flatMap((each) => [...each.keys()]));
  // The processes of another file may stand there one by one, and be taken from the sum of all.
  return (process) => [process, ...(process === null ? processes : [])].flatMap(of).map(asOne);
}

/** A sum of several rows is told by what is left of any of them. */
function asOne(remainder: Remainder): Remainder {
  return { ...remainder, isApart: true };
}

function changedBetween(
  one: ReadonlyMap<string, Owned<Countable>>,
  other: ReadonlyMap<string, Owned<Countable>>,
): readonly Owned<Countable>[] {
  return [
    ...[...one].filter(([name]) => !other.has(name)),
    ...[...other].filter(([name]) => !one.has(name)),
  ].map(([, owned]) => owned);
}

function hasAgreed({ isAgreed }: WorkshopFacts): boolean {
  return isAgreed;
}

type ByProcess = ReadonlyMap<string, readonly Owned<Countable>[]>;

function byProcess(owned: readonly Owned<Countable>[]): ByProcess {
  return new Map(groupsOf(owned).map(([process, all]) => [process, countedOf(all)]));
}

function countedFor(counted: ByProcess, process: string | null): ReadonlyMap<string, Owned<Countable>> {
  const own = process === null ? [...counted.values()].flat() : (counted.get(process) ?? []);
  return new Map(own.map((each) => [nameOf(each), each]));
}

function shopsOf(owned: readonly Owned<Countable>[]): ReadonlySet<string> {
  return new Set(owned.map(({ shop }) => shop));
}

function nameOf({ shop, machine }: Owned<Countable>): string {
  return `${shop}/${machine.id}`;
}

/** What each shop brings to every figure of a sum. */
function measuresOf(owned: readonly Owned[]): SummedRow['measures'] {
  const of = (ms: (machine: MachineFacts) => number): ReadonlyMap<string, number> => {
    const byShop = new Map<string, number>();
    for (const { shop, machine } of owned) byShop.set(shop, (byShop.get(shop) ?? 0) + ms(machine));
    return byShop;
  };
  return [
    of(({ inPlan }) => totalMs(inPlan)),
    of(({ inPlan }) => totalMs(inPlan) - inPlan.unknown),
    of(({ inPlan }) => inPlan.production),
  ];
}

/** Coverage of the machines in the public sums, and no more: with that of all, the rest could be worked out. */
export function publicCoverage(source: CountSource): number | null | 'withheld' {
  const { counted, row } = publicCount(source).total;
  if (!isPrintable(row)) return 'withheld';
  return coverageOf(timeSum(counted.map(({ machine }) => machine)).inPlan);
}
