// カレンダー: a workshop's year at a glance, changed by touch, by template or from last year, and saved when it is right.
// The office chooses a workshop; an owner has his own.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Line } from '../live/keepAsking.ts';
import { useOnce } from '../live/useOnce.ts';
import { address, setAddress } from '../page/address.ts';
import { leave } from '../page/unsaved.ts';
import type { Visitor } from '../people/account.ts';
import { calendarTexts } from '../text/calendarTexts.ts';
import { language, named } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { WorkshopYear } from './WorkshopYear.tsx';

interface Shops {
  readonly workshops: readonly {
    readonly id: string;
    readonly name: { readonly ja: string; readonly en: string };
  }[];
}

/** The page below the head. */
export function CalendarPage(_: { readonly board: Line }): JSX.Element | null {
  const words = wordsIn(calendarTexts);
  const visitor = useOnce<Visitor>('api/session').value;
  const isAsked = visitor !== null && visitor !== 'failed';
  const isOwner = isAsked && !visitor.roles.some((role) => role === 'office' || role === 'administrator');
  const path = isOwner ? 'api/own' : 'api/directory';
  const answer = useOnce<Shops>(isAsked ? path : null).value;
  const year = useSignal(new Date().getFullYear());
  if (visitor === 'failed' || answer === 'failed') return <p class="note">{words.failed}</p>;
  if (answer === null) return null;
  const shops = answer.workshops.toSorted((a, b) =>
    named(a.name).localeCompare(named(b.name), language.value),
  );
  const asked = address.value.get('shop');
  const shop = shops.find(({ id }) => id === asked) ?? shops[0];
  if (shop === undefined) return <p class="note">{words.none}</p>;
  const choose = (select: HTMLSelectElement): void => {
    const { value } = select;
    // It shows what is in the page until somebody has agreed.
    select.value = shop.id;
    leave(() => setAddress({ shop: value }));
  };
  return (
    <div class="calendar-page">
      <div class="calendar-head">
        {shops.length > 1 && (
          <label class="form-field">
            <span>{words.shop}</span>
            <select value={shop.id} onChange={(event) => choose(event.currentTarget)}>
              {shops.map(({ id, name }) => (
                <option key={id} value={id} selected={id === shop.id}>
                  {named(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <YearChoice year={year} />
      </div>
      <WorkshopYear key={shop.id} shop={shop.id} year={year.value} isOwner={isOwner} />
    </div>
  );
}

function YearChoice({ year }: { readonly year: Signal<number> }): JSX.Element {
  const words = wordsIn(calendarTexts);
  const button = (label: string, sign: string, step: number): JSX.Element => (
    <button type="button" class="quiet-button" aria-label={label} onClick={() => (year.value += step)}>
      {sign}
    </button>
  );
  return (
    <fieldset class="year-choice">
      {button(words.before, '◀', -1)}
      <output aria-live="polite">
        {words.year(year.value)}
        <small class="era">{words.era(year.value)}</small>
      </output>
      {button(words.after, '▶', 1)}
    </fieldset>
  );
}
