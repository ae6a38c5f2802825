// Pure: what the sheets of one edition are made of.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { HolidayYear } from '../../directory/calendarYear.ts';
import type { OtherCount } from '../countedMachines.ts';
import type { EditionFacts } from '../editionFacts.ts';
import type { MonthFacts } from '../monthFacts.ts';
import type { KpiFacts, MonthIssue } from '../monthIssue.ts';

export interface EditionSource {
  readonly facts: EditionFacts;
  readonly whole: MonthFacts;
  readonly kpi: KpiFacts;
  /** This version and all before it, oldest first. */
  readonly issues: readonly MonthIssue[];
  /** Whether the month was over when the facts were gathered. */
  readonly isOver: boolean;
  readonly madeAt: TimestampMs;
  /** What the other versions of the month counted; of no use to the own edition. */
  readonly versions: readonly OtherCount[];
  /** With what only the office gets. */
  readonly isForOffice: boolean;
  holidayOn(date: string): Bilingual | null;
  holidayYear(date: string): HolidayYear;
  processName(code: string): Bilingual;
}
