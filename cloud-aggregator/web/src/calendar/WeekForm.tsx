// New hours of the week with their first day, begun from those before; a day may have several shifts, or none.

import type { Shift, WeekPattern } from '@nakamawashi/machine-model';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { calendarTexts } from '../text/calendarTexts.ts';
import { wordsIn } from '../text/words.ts';
import { breaksOf, breakText, endClock } from './editCalendar.ts';
import { weekdayKeys } from './Versions.tsx';

interface FormProps {
  readonly first: string;
  readonly week: WeekPattern;
  readonly put: (from: string, week: WeekPattern) => void;
  readonly close: () => void;
}

const usual: Shift = { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] };

/** The form. */
export function WeekForm({ first, week, put, close }: FormProps): JSX.Element {
  const { versions: words, sheet } = wordsIn(calendarTexts);
  const from = useSignal(first);
  const draft = useSignal<WeekPattern>(week);
  return (
    <form
      class="week-form"
      onSubmit={(event) => {
        event.preventDefault();
        put(from.value, draft.value);
      }}
    >
      <label class="form-field">
        <span>{words.firstDay}</span>
        <input
          type="date"
          value={from.value}
          required
          onInput={(event) => (from.value = event.currentTarget.value)}
        />
      </label>
      {weekdayKeys.map((key) => (
        <Weekday
          key={key}
          weekday={key}
          week={draft.value}
          first={from.value}
          put={(next) => {
            draft.value = next;
          }}
        />
      ))}
      <div class="row-of-picks">
        <button type="submit" class="main-button">
          {words.put}
        </button>
        <button type="button" class="quiet-button" onClick={close}>
          {sheet.cancel}
        </button>
      </div>
    </form>
  );
}

interface WeekdayProps {
  readonly weekday: (typeof weekdayKeys)[number];
  readonly week: WeekPattern;
  readonly first: string;
  readonly put: (next: WeekPattern) => void;
}

function Weekday({ weekday, week, first, put }: WeekdayProps): JSX.Element {
  const { versions: words, weekdays } = wordsIn(calendarTexts);
  const shifts = week[weekday] ?? [];
  const change = (next: readonly Shift[]): void => put({ ...week, [weekday]: next });
  return (
    <fieldset class="form-part">
      <legend>{weekdays[weekdayKeys.indexOf(weekday)]}</legend>
      {shifts.length === 0 && <p class="quiet">{words.closed}</p>}
      {shifts.map((shift, at) => (
        <ShiftLine
          key={at}
          shift={shift}
          first={first}
          put={(next) => change(shifts.map((each, place) => (place === at ? next : each)))}
          remove={() => change(shifts.filter((_, place) => place !== at))}
        />
      ))}
      <button type="button" class="quiet-button" onClick={() => change([...shifts, usual])}>
        {words.addShift}
      </button>
      {weekday === 'mon' && (
        <button
          type="button"
          class="quiet-button"
          onClick={() => put({ ...week, tue: shifts, wed: shifts, thu: shifts, fri: shifts })}
        >
          {words.sameTillFriday}
        </button>
      )}
    </fieldset>
  );
}

interface LineProps {
  readonly shift: Shift;
  /** The first day of the new hours, from which every other week is counted. */
  readonly first: string;
  readonly put: (next: Shift) => void;
  readonly remove: () => void;
}

type Weeks = 'every' | 'first' | 'second' | 'other';

function weeksOf({ onlyWeeks, everyOtherFrom }: Shift): Weeks {
  if (everyOtherFrom !== undefined) return 'other';
  if (onlyWeeks === undefined) return 'every';
  return onlyWeeks.includes(1) ? 'first' : 'second';
}

function ShiftLine({ shift, first, put, remove }: LineProps): JSX.Element {
  const { versions: words, sheet } = wordsIn(calendarTexts);
  const isWrong = useSignal(false);
  const { onlyWeeks: _, everyOtherFrom: __, ...hours } = shift;
  const withWeeks = (weeks: Weeks): Shift => {
    if (weeks === 'other') return { ...hours, everyOtherFrom: first };
    if (weeks === 'every') return hours;
    return { ...hours, onlyWeeks: weeks === 'first' ? [1, 3] : [2, 4] };
  };
  return (
    <div class="form-line">
      <label class="form-field">
        <span>{sheet.from}</span>
        <input
          type="time"
          value={shift.from}
          required
          onInput={(event) => put({ ...shift, from: event.currentTarget.value })}
        />
      </label>
      <label class="form-field">
        <span>{sheet.until}</span>
        <input
          type="time"
          value={endClock(shift.until)}
          required
          onInput={(event) => put({ ...shift, until: event.currentTarget.value })}
        />
      </label>
      <label class="form-field">
        <span>{sheet.breaks}</span>
        <input
          defaultValue={breakText(shift.breaks)}
          aria-invalid={isWrong.value}
          onChange={(event) => {
            const breaks = breaksOf(event.currentTarget.value);
            isWrong.value = breaks === null;
            event.currentTarget.setCustomValidity(breaks === null ? sheet.breaks : '');
            if (breaks !== null) put({ ...shift, breaks });
          }}
        />
      </label>
      <label class="form-field">
        <span>{words.every}</span>
        <select
          value={weeksOf(shift)}
          onChange={(event) => put(withWeeks(event.currentTarget.value as Weeks))}
        >
          <option value="every">{words.everyWeek}</option>
          <option value="first">{words.first}</option>
          <option value="second">{words.second}</option>
          <option value="other">{words.other}</option>
        </select>
      </label>
      <button type="button" class="quiet-button" onClick={remove}>
        {words.removeShift}
      </button>
    </div>
  );
}
