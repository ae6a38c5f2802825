// Twelve months at a glance. One stop for the keyboard: arrows go from day to day, Enter opens a day.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { CalendarDay } from '../../../src/directory/calendarYear.ts';
import { calendarTexts } from '../text/calendarTexts.ts';
import { named } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { dayAfter } from './editCalendar.ts';

interface GridProps {
  readonly days: readonly CalendarDay[];
  readonly choose: (date: string) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const months = Array.from({ length: 12 }, (_, index) => index + 1);

/** The year; a day with hours of its own has a frame, a holiday a dot. */
export function YearGrid({ days, choose }: GridProps): JSX.Element {
  const words = wordsIn(calendarTexts);
  const grid = useRef<HTMLDivElement>(null);
  const here = useSignal<string | null>(null);
  const stop = days.find(({ date }) => date === here.value)?.date ?? days[0]?.date ?? '';
  const move = (event: TargetedKeyboardEvent<HTMLButtonElement>): void => {
    const step = steps[event.key];
    if (step === undefined) return;
    const next = dayAfter(event.currentTarget.dataset['date'] ?? stop, step);
    const button = grid.current?.querySelector<HTMLButtonElement>(`[data-date="${next}"]`);
    if (button === null || button === undefined) return;
    event.preventDefault();
    here.value = next;
    button.focus();
  };
  const worked = days.filter(({ hours }) => hours > 0);
  return (
    <section>
      <p class="year-sum">{words.yearSum(worked.length, sumOf(worked))}</p>
      <p class="quiet">{words.touch}</p>
      <ul class="calendar-key quiet" aria-hidden="true">
        <li>
          <span class="day-key other" /> {words.other}
        </li>
        <li>
          <span class="day-key">
            <i class="dot" />
          </span>{' '}
          {words.holiday}
        </li>
      </ul>
      <div class="year" ref={grid}>
        {months.map((month) => (
          <Month
            key={month}
            month={month}
            days={days.filter(({ date }) => Number(date.slice(5, 7)) === month)}
            stop={stop}
            move={move}
            choose={(date) => {
              here.value = date;
              choose(date);
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface MonthProps extends GridProps {
  readonly month: number;
  /** The day at which the keyboard stops. */
  readonly stop: string;
  readonly move: (event: TargetedKeyboardEvent<HTMLButtonElement>) => void;
}

function Month({ month, days, stop, move, choose }: MonthProps): JSX.Element {
  const words = wordsIn(calendarTexts);
  const worked = days.filter(({ hours }) => hours > 0);
  return (
    <section class="month-box" aria-label={words.month(month)}>
      <h2>
        {words.month(month)} <small class="month-sum">{words.monthSum(worked.length, sumOf(worked))}</small>
      </h2>
      <div class="month-days">
        {words.weekdays.map((weekday) => (
          <span key={weekday} class="weekday" aria-hidden="true">
            {weekday}
          </span>
        ))}
        {days.map((day, index) => (
          <Day
            key={day.date}
            day={day}
            isFirst={index === 0}
            isStop={day.date === stop}
            move={move}
            choose={choose}
          />
        ))}
      </div>
    </section>
  );
}

interface DayProps extends Pick<MonthProps, 'move' | 'choose'> {
  readonly day: CalendarDay;
  readonly isFirst: boolean;
  readonly isStop: boolean;
}

function Day({ day, isFirst, isStop, move, choose }: DayProps): JSX.Element {
  const words = wordsIn(calendarTexts);
  const { date, weekday, hours, exception, note, holiday } = day;
  const number = Number(date.slice(8));
  const parts = [
    words.day(Number(date.slice(5, 7)), number, words.weekdays[weekday - 1] ?? ''),
    hours === 0 ? words.closedLong : words.hours(hourText(hours)),
    ...(note === null ? [] : [named(note)]),
    ...(holiday === null ? [] : [`${words.holiday} ${named(holiday)}`]),
    ...(exception === null ? [] : [words.other]),
  ];
  const kinds = [
    'day',
    ...(hours === 0 ? ['closed'] : []),
    ...(exception === null ? [] : ['other']),
    ...(isFirst ? [`begins-${weekday}`] : []),
  ];
  return (
    <button
      type="button"
      class={kinds.join(' ')}
      data-date={date}
      tabIndex={isStop ? 0 : -1}
      title={parts.join('、')}
      onClick={() => choose(date)}
      onKeyDown={move}
    >
      <span class="spoken">{parts.join('、')}</span>
      <span class="number-of-day" aria-hidden="true">
        {number}
        {holiday !== null && <i class="dot" />}
      </span>
      <small aria-hidden="true">{hours === 0 ? words.closed : hourText(hours)}</small>
    </button>
  );
}

const figure = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function hourText(hours: number): string {
  return figure.format(hours);
}

function sumOf(days: readonly CalendarDay[]): string {
  return hourText(days.reduce((sum, { hours }) => sum + hours, 0));
}
