// One day, or several from it on: closed, at work with its hours, or as the week says.
import type { CalendarException, Shift, ShiftCalendar } from '@nakamawashi/machine-model';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CalendarDay } from '../../../src/directory/calendarYear.ts';
import { Sheet } from '../design/Sheet.tsx';
import { calendarTexts } from '../text/calendarTexts.ts';
import { named } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { breaksOf, breakText, type DayChange, endClock } from './editCalendar.ts';

interface SheetProps {
  readonly calendar: ShiftCalendar;
  readonly day: CalendarDay | undefined;
  readonly put: (change: DayChange) => void;
  readonly close: () => void;
}

type Kind = 'closed' | 'works' | 'pattern';
const kinds: readonly Kind[] = ['closed', 'works', 'pattern'];
const usual: Shift = { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] };

/** The sheet over the year. */
export function DaySheet({ calendar, day, put, close }: SheetProps): JSX.Element | null {
  const words = wordsIn(calendarTexts);
  if (day === undefined) return null;
  const { date, weekday, note, holiday } = day;
  return (
    <Sheet
      title={words.day(Number(date.slice(5, 7)), Number(date.slice(8)), words.weekdays[weekday - 1] ?? '')}
      onClose={close}
    >
      {note !== null && <p>{named(note)}</p>}
      {holiday !== null && (
        <p class="quiet">
          {words.holiday} {named(holiday)}
        </p>
      )}
      <DayForm
        day={day}
        now={day.exception === null ? undefined : calendar.exceptions[day.exception]}
        put={(change) => {
          put(change);
          close();
        }}
        close={close}
      />
    </Sheet>
  );
}

interface FormProps extends Pick<SheetProps, 'put' | 'close'> {
  readonly day: CalendarDay;
  /** What holds on the day apart from the week. */
  readonly now: CalendarException | undefined;
}

function DayForm({ day, now, put, close }: FormProps): JSX.Element {
  const { sheet: words } = wordsIn(calendarTexts);
  const kind = useSignal<Kind>(now === undefined ? (day.hours === 0 ? 'works' : 'closed') : 'pattern');
  const isWrong = useSignal(false);
  const submit = (form: HTMLFormElement): void => {
    const given = new FormData(form);
    const text = (name: string): string => String(given.get(name) ?? '');
    const breaks = breaksOf(text('breaks'));
    isWrong.value = breaks === null;
    if (breaks === null) return;
    const works = [{ from: text('from'), until: text('until'), breaks }];
    const shifts = { closed: [], works, pattern: null }[kind.value];
    put({ from: day.date, through: text('through') || day.date, shifts, note: text('note') });
  };
  return (
    <form
      class="day-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <fieldset>
        <legend>{words.kind}</legend>
        {kinds.map((each) => (
          <label key={each} class="check">
            <input
              type="radio"
              name="kind"
              checked={kind.value === each}
              onChange={() => (kind.value = each)}
            />
            {words[each]}
          </label>
        ))}
      </fieldset>
      <label class="form-field">
        <span>{words.through}</span>
        <input type="date" name="through" min={day.date} defaultValue={day.date} required />
      </label>
      {kind.value === 'works' && <Hours shift={now?.shifts[0] ?? usual} isWrong={isWrong.value} />}
      {kind.value !== 'pattern' && (
        <label class="form-field">
          <span>{words.note}</span>
          <input name="note" maxLength={40} />
        </label>
      )}
      <div class="row-of-picks">
        <button type="submit" class="main-button">
          {words.put}
        </button>
        <button type="button" class="quiet-button" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

function Hours({ shift, isWrong }: { readonly shift: Shift; readonly isWrong: boolean }): JSX.Element {
  const { sheet: words } = wordsIn(calendarTexts);
  return (
    <>
      <label class="form-field">
        <span>{words.from}</span>
        <input type="time" name="from" defaultValue={shift.from} required />
      </label>
      <label class="form-field">
        <span>{words.until}</span>
        <input type="time" name="until" defaultValue={endClock(shift.until)} required />
      </label>
      <label class="form-field">
        <span>{words.breaks}</span>
        <input name="breaks" defaultValue={breakText(shift.breaks)} aria-invalid={isWrong} />
      </label>
    </>
  );
}
