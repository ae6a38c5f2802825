// The hours of the week with their first days, the newest first, and a form for new ones.

import type { Shift, ShiftCalendar, WeekPattern } from '@nakamawashi/machine-model';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { calendarTexts } from '../text/calendarTexts.ts';
import { wordsIn } from '../text/words.ts';
import { breakText, withoutPattern, withPattern } from './editCalendar.ts';
import { WeekForm } from './WeekForm.tsx';

interface VersionsProps {
  readonly calendar: ShiftCalendar;
  readonly edit: (next: ShiftCalendar) => void;
}

/** The names of the weekdays in a pattern, Monday first. */
export const weekdayKeys = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The list and the form. */
export function Versions({ calendar, edit }: VersionsProps): JSX.Element {
  const { versions: words } = wordsIn(calendarTexts);
  const isAdding = useSignal(false);
  const sorted = calendar.patterns.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  const today = new Date().toISOString().slice(0, 10);
  const current = sorted.find(({ from }) => from <= today);
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <ul class="versions">
        {sorted.map((pattern) => {
          const title = pattern.from === '0001-01-01' ? words.begin : words.from(pattern.from);
          return (
            <li key={pattern.from}>
              <strong>{title}</strong> {pattern === current && <span class="quiet">{words.current}</span>}
              <WeekWords week={pattern.week} />
              {sorted.length > 1 && (
                <button
                  type="button"
                  class="quiet-button"
                  aria-label={words.removeOf(title)}
                  onClick={() => edit(withoutPattern(calendar, pattern.from))}
                >
                  {words.remove}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {isAdding.value ? (
        <WeekForm
          first={today}
          week={sorted[0]?.week ?? {}}
          put={(from, week) => {
            isAdding.value = false;
            edit(withPattern(calendar, from, week));
          }}
          close={() => {
            isAdding.value = false;
          }}
        />
      ) : (
        <button type="button" class="quiet-button" onClick={() => (isAdding.value = true)}>
          {words.add}
        </button>
      )}
    </section>
  );
}

/** Days with the same hours in one line. */
function WeekWords({ week }: { readonly week: WeekPattern }): JSX.Element {
  const { versions: words, weekdays } = wordsIn(calendarTexts);
  const lines = new Map<string, string[]>();
  for (const [index, key] of weekdayKeys.entries()) {
    const shifts = week[key] ?? [];
    const said =
      shifts.length === 0 ? words.closed : shifts.map((shift) => shiftWords(shift, words)).join('、');
    lines.set(said, [...(lines.get(said) ?? []), weekdays[index] ?? '']);
  }
  return (
    <ul>
      {[...lines].map(([said, days]) => (
        <li key={said}>
          {days.join('・')}　{said}
        </li>
      ))}
    </ul>
  );
}

function shiftWords(
  { from, until, breaks, onlyWeeks, everyOtherFrom }: Shift,
  words: (typeof calendarTexts)['ja']['versions'],
): string {
  const rest = breaks.length === 0 ? '' : ` (${words.breakWord} ${breakText(breaks)})`;
  const weeks = onlyWeeks === undefined ? '' : ` ${words.week(onlyWeeks.join('・'))}`;
  const other = everyOtherFrom === undefined ? '' : ` ${words.otherFrom(everyOtherFrom)}`;
  return `${from}–${until}${rest}${weeks}${other}`;
}
