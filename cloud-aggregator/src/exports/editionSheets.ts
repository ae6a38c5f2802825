// Pure: which sheets an edition has (domain 8.1): an owner his own hours, office and reviewers all of them under codes,
// the public no firm at all.
import { publicCoverage } from './countedMachines.ts';
import type { Edition, Sheet } from './sheet.ts';
import { calendarSheet } from './sheets/calendarSheet.ts';
import { changeSheet } from './sheets/changeSheet.ts';
import { coverageSheet } from './sheets/coverageSheet.ts';
import { coverSheet } from './sheets/coverSheet.ts';
import { definitionSheet } from './sheets/definitionSheet.ts';
import type { EditionSource } from './sheets/editionSource.ts';
import { kpiMonthSheet, kpiYearSheet } from './sheets/kpiSheets.ts';
import { machineSheet } from './sheets/machineSheet.ts';
import { memberSheet } from './sheets/memberSheet.ts';
import { processSheet } from './sheets/processSheet.ts';
import { hitSheet, requestSheet, responseSheet, usageSheet } from './sheets/requestSheets.ts';

const makers: ReadonlyMap<number, (source: EditionSource) => Sheet> = new Map([
  [1, coverSheet],
  [2, (source) => kpiYearSheet({ ...source, coverage: publicCoverage(source) })],
  [3, kpiMonthSheet],
  [4, memberSheet],
  [5, processSheet],
  [6, machineSheet],
  [7, requestSheet],
  [8, responseSheet],
  [9, hitSheet],
  [10, coverageSheet],
  [11, calendarSheet],
  [13, usageSheet],
]);

const numbers: Readonly<Record<Edition, readonly number[]>> = {
  own: [1, 4, 6, 7, 10, 11],
  internal: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  public: [1, 2, 3, 5, 7, 8, 9, 11],
};

/** The sheets of an edition, in the order of domain 8.1. */
export function editionSheets(source: EditionSource): readonly Sheet[] {
  const wanted = [...numbers[source.facts.edition], ...(source.isForOffice ? [13] : [])];
  const sheets = wanted.flatMap((number) => makers.get(number)?.(source) ?? []);
  const changes = changeSheet(source);
  const definitions = definitionSheet(source, [...sheets, changes]);
  return [...sheets, definitions, changes].sort((a, b) => a.number - b.number);
}
