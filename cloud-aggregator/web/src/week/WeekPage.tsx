// 週間の空き: each machine's half-days of one week, for a quick look and for paper (domain 6.1, B2).
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { CapacityMark } from '../design/CapacityMark.tsx';
import { RowBlocks } from '../design/RowBlocks.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useCapacity } from '../live/useCapacity.ts';
import { address, setAddress } from '../page/address.ts';
import { deskTexts } from '../text/deskTexts.ts';
import { dayOf } from '../text/format.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { type WeekDay, weekDays } from './weekDays.ts';

const hourMs = 3_600_000;

/** The page below the head. */
export function WeekPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const { week: words } = wordsIn(deskTexts);
  const answer = useCapacity(board).value;
  if (answer === null) return null;
  if (answer.rows.length === 0 && answer.isWhole) return <p class="note">{wordsIn(freeTexts).noShops}</p>;
  const week = address.value.get('week') === 'next' ? 1 : 0;
  const days = weekDays(answer.firstDate, week);
  return (
    <>
      <fieldset class="week-choice">
        <legend>{words.choose}</legend>
        {([null, 'next'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class={address.value.get('week') === each ? 'pick on' : 'pick'}
            aria-pressed={address.value.get('week') === each}
            onClick={() => setAddress({ week: each })}
          >
            {each === null ? words.this : words.next}
          </button>
        ))}
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={wordsIn(pageTexts).week}>
        <table class="week-rows">
          <Head days={days} />
          <RowBlocks
            items={answer.rows}
            columns={days.length * 2 + 3}
            keyOf={({ id }) => id}
            draw={(row) => <Line key={row.id} row={row} days={days} sum={week === 0 ? 'week' : 'nextWeek'} />}
          />
        </table>
      </section>
      {!answer.isWhole && <p class="note">{texts.value.stillComing}</p>}
      <p class="note">{words.note}</p>
    </>
  );
}

function Head({ days }: { readonly days: readonly WeekDay[] }): JSX.Element {
  const { week: words } = wordsIn(deskTexts);
  const { column } = wordsIn(freeTexts);
  return (
    <thead>
      <tr>
        <th rowSpan={2} scope="col">
          {column.machine}
        </th>
        <th rowSpan={2} scope="col">
          {column.mark}
        </th>
        {days.map(({ date, cells }) => (
          <th key={date} colSpan={2} scope="colgroup" class={cells === null ? 'date past' : 'date'}>
            {dayOf(Date.parse(date), 'UTC', language.value)}
          </th>
        ))}
        <th rowSpan={2} scope="col">
          {words.sum}
        </th>
      </tr>
      <tr>
        {days.flatMap(({ date, cells }) => [
          <th key={`${date} a`} scope="col" class={cells === null ? 'date past' : 'date'}>
            {words.morning}
          </th>,
          <th key={`${date} p`} scope="col" class={cells === null ? 'past' : ''}>
            {words.afternoon}
          </th>,
        ])}
      </tr>
    </thead>
  );
}

interface LineProps {
  readonly row: CapacityRow;
  readonly days: readonly WeekDay[];
  readonly sum: 'week' | 'nextWeek';
}

function Line({ row, days, sum }: LineProps): JSX.Element {
  const words = wordsIn(freeTexts);
  return (
    <tr>
      <th scope="row">
        <small>{named(row.workshop.name)}</small>
        <b>{named(row.machine.name)}</b>
      </th>
      <td>
        <CapacityMark mark={row.mark} sign={row.sign} />
      </td>
      {days.flatMap((day) =>
        ([0, 1] as const).map((half) => (
          <Cell
            key={`${day.date} ${half}`}
            row={row}
            index={day.cells?.[half] ?? null}
            isFirst={half === 0}
          />
        )),
      )}
      <td class="sum">
        {row.freeMs === null ? '–' : row.mark === 'full' ? '–' : words.hours(row.freeMs[sum] / hourMs)}
      </td>
    </tr>
  );
}

interface CellProps {
  readonly row: CapacityRow;
  readonly index: number | null;
  readonly isFirst: boolean;
}

/** Hours of a half-day. What has passed is empty, what is closed says so, what is not known is hatched. */
function Cell({ row, index, isFirst }: CellProps): JSX.Element {
  const { week: words } = wordsIn(deskTexts);
  const day = isFirst ? ' date' : '';
  if (index === null) return <td class={`passed past${day}`} />;
  if (row.cells === null) {
    return (
      <td class={`unknown${day}`}>
        <span class="spoken">{words.unknown}</span>
      </td>
    );
  }
  const ms = row.cells[index] ?? null;
  if (ms === null)
    return index < 2 ? <td class={`passed${day}`} /> : <td class={`closed${day}`}>{words.closed}</td>;
  return (
    <td class={`${ms > 0 ? 'free' : 'none'}${day}`}>
      {ms > 0 ? words.hours(ms / hourMs) : <span class="spoken">{words.none}</span>}
    </td>
  );
}
