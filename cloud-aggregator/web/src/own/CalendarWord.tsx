// "The calendar is right", in one tap: one of the three grounds of confidence (domain 6.5).
import type { JSX } from 'preact';
import { PageLink } from '../page/PageLink.tsx';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

/** When it was last said, and the button. */
export function CalendarWord({ shop, board, isOffline, say }: OwnPartProps): JSX.Element {
  const { calendar: words } = wordsIn(ownTexts);
  const { calendarConfirmedAt: at } = shop;
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">
        {words.lead}{' '}
        {at === null ? words.never : words.confirmed(dayAndTime(at, board.timeZone.value, language.value))}
      </p>
      <button
        type="button"
        class="quiet-button"
        disabled={isOffline}
        onClick={() => void say('calendar', 'PUT', {})}
      >
        {words.confirm}
      </button>
      <PageLink page="calendar" changes={{ shop: shop.id }} class="quiet-button">
        {words.open}
      </PageLink>
    </section>
  );
}
