// Pure: one version of a month's file: the facts it was made of, when, by whom and why, and what it changed.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { KpiSet } from './kpi/kpiSet.ts';
import type { KpiMonth, KpiYear } from './kpi/kpiTable.ts';
import { type MachineFacts, type MonthFacts, timeSum } from './monthFacts.ts';

/** The key figures as they stood. */
export interface KpiFacts {
  readonly sets: readonly KpiSet[];
  readonly years: readonly KpiYear[];
  readonly months: readonly KpiMonth[];
}

/** All that the editions of a version are made of. */
export interface IssuedFacts {
  readonly facts: MonthFacts;
  readonly kpi: KpiFacts;
}

/** What a version changed in the figures of one workshop, against the version before. */
export interface WorkshopChange {
  readonly workshop: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** How many of its machines have other figures. */
  readonly machines: number;
  readonly productionMs: number;
  readonly unknownMs: number;
}

/** The version's head; its facts are kept beside it. */
export interface MonthIssue {
  /** Of this record, so that a later program knows an old one. */
  readonly format: 1;
  readonly month: string;
  /** 1 for the first. */
  readonly version: number;
  readonly at: TimestampMs;
  readonly person: string;
  readonly reason: Bilingual;
  /** The shops at work in the month (domain 8.2). */
  readonly active: readonly string[];
  readonly changes: readonly WorkshopChange[];
  /** How many rows of key figures are others than before. */
  readonly kpiChanges: number;
}

/** What is new in facts, against those of the version before. */
export function changesBetween(
  before: IssuedFacts,
  after: IssuedFacts,
): Pick<MonthIssue, 'changes' | 'kpiChanges'> {
  const old = new Map(before.facts.workshops.map((each) => [each.id, each]));
  const found: WorkshopChange[] = [];
  for (const workshop of after.facts.workshops) {
    const was = old.get(workshop.id);
    old.delete(workshop.id);
    if (was !== undefined && JSON.stringify(was) === JSON.stringify(workshop)) continue;
    const known = new Map((was?.machines ?? []).map((each) => [each.id, JSON.stringify(each)]));
    const others = workshop.machines.filter((each) => known.get(each.id) !== JSON.stringify(each));
    const gone = [...known.keys()].filter((id) => !workshop.machines.some((each) => each.id === id));
    found.push({
      workshop: workshop.id,
      what: was === undefined ? 'added' : 'changed',
      machines: others.length + gone.length,
      ...difference(was?.machines ?? [], workshop.machines),
    });
  }
  for (const { id, machines } of old.values())
    found.push({ workshop: id, what: 'removed', machines: machines.length, ...difference(machines, []) });
  const rows = ({ kpi }: IssuedFacts): readonly string[] =>
    [...kpi.years, ...kpi.months].map((each) => JSON.stringify(each));
  const rowsBefore = new Set(rows(before));
  return { changes: found, kpiChanges: rows(after).filter((row) => !rowsBefore.has(row)).length };
}

function difference(
  before: readonly MachineFacts[],
  after: readonly MachineFacts[],
): Pick<WorkshopChange, 'productionMs' | 'unknownMs'> {
  const [was, is] = [timeSum(before), timeSum(after)];
  return {
    productionMs: is.inPlan.production - was.inPlan.production,
    unknownMs: is.inPlan.unknown - was.inPlan.unknown,
  };
}
