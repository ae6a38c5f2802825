// What the files of a made-up month tell in sums: an equation over unknown figures for each printed one, and each held
// against the sum that it is thought to be.
import { expect } from 'vitest';
import { publicCount } from '../../cloud-aggregator/src/exports/countedMachines.ts';
import { editionSheets } from '../../cloud-aggregator/src/exports/editionSheets.ts';
import { monthJson } from '../../cloud-aggregator/src/exports/monthJson.ts';
import {
  dates,
  type Given,
  hourMs,
  machineFacts,
  month,
  plannedOf,
  plannedOn,
  type Shop,
  sourceOf,
} from './madeUpMonth.ts';
import { combined, type Equation } from './rowSpace.ts';

type Figure = 'planned' | 'observed' | 'production';
/** Whether a machine, by its place in its shop, is in a sum. */
type IsIn = (shop: Shop, at: number) => boolean;
type JsonRow = Readonly<Record<string, unknown>>;
type Sheets = Readonly<Record<string, readonly JsonRow[]>>;

/** All that an edition of a version says of more than one machine at once. */
export function equationsOf(given: Given, edition: 'internal' | 'public'): readonly Equation[] {
  const source = sourceOf(given, edition);
  const head = { month, edition, version: 1, madeAt: '' };
  const { sheets } = JSON.parse([...monthJson(editionSheets(source), 'en', head)].join('')) as {
    readonly sheets: Sheets;
  };
  const shops = given.facts.workshops.flatMap(({ id }) => given.shops.filter((each) => each.id === id));
  const members = new Set(source.facts.members.map(({ facts }) => facts.id));
  if (edition === 'internal') {
    const rest = (sheets['members'] ?? []).filter(({ member }) => String(member).startsWith('without'));
    return [
      ...rest.flatMap((row) => hours(shops, row, ({ id }) => !members.has(id))),
      ...processes(shops, sheets, ({ id }) => members.has(id)),
    ];
  }
  const coverage = sheets['kpiYears']?.[0]?.['coverage'];
  const names = publicCount(source).total.counted.map(({ shop, machine }) => `${shop}/${machine.id}`);
  const counted = new Set(names);
  const isCounted: IsIn = ({ id }, at) => counted.has(`${id}/m${at}`);
  return [
    ...(typeof coverage === 'number' ? [share(shops, coverage, isCounted)] : []),
    ...processes(shops, sheets, isCounted),
    ...days(shops, sheets, isCounted),
    ...cover(shops, sheets, isCounted),
  ];
}

/** What of a machine is unknown: its plan on a day of each kind, and two sums; with how much of it a month has. */
function unknowns(own: Shop, at: number, figure: Figure): readonly (readonly [string, number])[] {
  if (figure !== 'planned') return [[`${own.id}/m${at}/${figure}`, 1]];
  const kinds = dates.filter((date) => plannedOn(own.plan, date) > 0).map(kindOf);
  return kinds.map((kind) => [`${own.id}/m${at}/${kind}`, 1]);
}

/** Days of a kind have the same plan, and everybody knows. */
function kindOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 'Sunday' : day === 6 ? 'Saturday' : 'weekday';
}

function sum(shops: readonly Shop[], isIn: IsIn, figure: Figure): Map<string, number> {
  return combined(
    shops.flatMap((own) => own.machines.flatMap((_, at) => (isIn(own, at) ? unknowns(own, at, figure) : []))),
  );
}

function exactly(shops: readonly Shop[], isIn: IsIn, figure: Figure): number {
  const values = shops.flatMap((own) =>
    own.machines.flatMap((each, at) => {
      if (!isIn(own, at)) return [];
      const { inPlan } = machineFacts(own, each, at);
      if (figure === 'planned') return [plannedOf(own)];
      return [figure === 'production' ? inPlan.production : inPlan.production + inPlan.idle];
    }),
  );
  return values.reduce((all, each) => all + each, 0);
}

function hours(shops: readonly Shop[], row: JsonRow, isIn: IsIn): readonly Equation[] {
  return (['planned', 'observed', 'production'] as const).flatMap((figure) => {
    const cell = row[`${figure}Hours`];
    if (typeof cell !== 'number') return [];
    const exact = exactly(shops, isIn, figure);
    expect(Math.abs(cell * hourMs - exact), JSON.stringify(row)).toBeLessThan(hourMs);
    return [sum(shops, isIn, figure)];
  });
}

function processes(shops: readonly Shop[], sheets: Sheets, isIn: IsIn): readonly Equation[] {
  return (sheets['processes'] ?? []).flatMap((row) =>
    hours(
      shops,
      row,
      (own, at) =>
        isIn(own, at) && (row['process'] === 'total' || own.machines[at]?.process === row['process']),
    ),
  );
}

function days(shops: readonly Shop[], sheets: Sheets, isIn: IsIn): readonly Equation[] {
  return (sheets['calendar'] ?? []).flatMap(({ date, plannedHours }) => {
    if (typeof plannedHours !== 'number') return [];
    const planned = shops.flatMap((own) =>
      own.machines.flatMap((_, at) => (isIn(own, at) ? [plannedOn(own.plan, String(date))] : [])),
    );
    const exact = planned.reduce((all, each) => all + each, 0);
    expect(Math.abs(plannedHours * hourMs - exact), String(date)).toBeLessThan(hourMs / 2);
    const names = [...sum(shops, isIn, 'planned').keys()].filter((name) =>
      name.endsWith(kindOf(String(date))),
    );
    return [combined(names.map((name) => [name, 1]))];
  });
}

function cover(shops: readonly Shop[], sheets: Sheets, isIn: IsIn): readonly Equation[] {
  const row = (sheets['cover'] ?? []).find(({ item }) => String(item).startsWith('coverage of the machines'));
  const told = /^([\d.]+) %$/.exec(String(row?.['value']))?.[1];
  return told === undefined ? [] : [share(shops, Number(told) / 100, isIn)];
}

/** A share says how two sums hang together. */
function share(shops: readonly Shop[], told: number, isIn: IsIn): Equation {
  const exact = exactly(shops, isIn, 'observed') / exactly(shops, isIn, 'planned');
  expect(Math.abs(told - exact)).toBeLessThan(0.002);
  const planned = [...sum(shops, isIn, 'planned')].map(([name, factor]) => [name, -exact * factor] as const);
  return combined([...sum(shops, isIn, 'observed'), ...planned]);
}
