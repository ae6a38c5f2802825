// The hours of a fiscal year by month and by process, summed over shops, with the words that explain the ratios.
import type { JSX } from 'preact';
import type { UtilisationRow } from '../../../src/api/utilisation.ts';
import type { ListedYear } from '../../../src/exports/monthList.ts';
import { processName } from '../../../src/search/processNames.ts';
import type { Line } from '../live/keepAsking.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { named } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { HoursPlot } from './HoursPlot.tsx';
import { type HoursLine, HoursTable } from './HoursTable.tsx';

export interface YearHoursProps {
  readonly year: ListedYear;
  /** The last date that counts is today. */
  readonly today: string;
  readonly line: Line;
}

interface Answer {
  readonly rows: readonly UtilisationRow[];
}

/** Both tables, each under its plot. */
export function YearHours({ year: { year, label }, today, line }: YearHoursProps): JSX.Element {
  const words = wordsIn(monthTexts);
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const end = `${year + 1}-04-01`;
  const span = `api/utilisation?from=${year}-04-01&until=${tomorrow < end ? tomorrow : end}`;
  const months = useAnswer<Answer>(`${span}&by=all&bucket=month`, line).value;
  const whole = useAnswer<Answer>(`${span}&by=all&bucket=whole`, line).value;
  const processes = useAnswer<Answer>(`${span}&by=process&bucket=whole`, line).value;
  const hasSomething = (months?.rows ?? []).some(({ plannedMs }) => plannedMs > 0);
  return (
    <section class="month year-hours">
      <h2>
        {words.hours} <small>{named(label)}</small>
      </h2>
      {months !== null && !hasSomething && <p class="note">{words.noHours}</p>}
      {hasSomething && (
        <>
          <h3>{words.byMonth}</h3>
          <HoursPlot lines={monthLines(months?.rows ?? [], whole?.rows ?? [])} />
          <HoursTable
            title={words.byMonth}
            first={words.month}
            lines={monthLines(months?.rows ?? [], whole?.rows ?? [])}
          />
          <h3>{words.byProcess}</h3>
          <Processes rows={processes?.rows ?? []} />
        </>
      )}
      <Explained />
    </section>
  );
}

function Processes({ rows }: { readonly rows: readonly UtilisationRow[] }): JSX.Element {
  const words = wordsIn(monthTexts);
  const lines = rows
    .filter(({ plannedMs }) => plannedMs > 0)
    .toSorted((a, b) => b.plannedMs - a.plannedMs)
    .map((row) => ({ label: row.key === 'none' ? words.noProcess : named(processName(row.key)), row }));
  return (
    <>
      {lines.length > 0 && (
        <>
          <HoursPlot lines={lines} />
          <HoursTable title={words.byProcess} first={words.process} lines={lines} />
        </>
      )}
      <p class="quiet">{words.processes}</p>
    </>
  );
}

function Explained(): JSX.Element {
  const words = wordsIn(monthTexts);
  return (
    <div class="explained">
      {[words.definition, words.bounds, words.counted].map((text) => (
        <p key={text} class="quiet">
          {text}
        </p>
      ))}
    </div>
  );
}

function monthLines(months: readonly UtilisationRow[], whole: readonly UtilisationRow[]): HoursLine[] {
  const words = wordsIn(monthTexts);
  return [
    ...months.map((row) => ({ label: words.monthName(row.bucket), row })),
    ...whole.map((row) => ({ label: words.total, row, isTotal: true })),
  ];
}
