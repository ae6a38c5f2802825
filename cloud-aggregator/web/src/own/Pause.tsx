// Nobody sees anything for a while; it ends by itself.
import type { JSX } from 'preact';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

/** Two buttons to begin, one to end. */
export function Pause({ shop, board, isOffline, say }: OwnPartProps): JSX.Element {
  const { pause: words } = wordsIn(ownTexts);
  const button = (until: 'today' | 'week' | null, word: string): JSX.Element => (
    <button
      type="button"
      class="quiet-button"
      disabled={isOffline}
      onClick={() => void say('pause', 'PUT', { until })}
    >
      {word}
    </button>
  );
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      {shop.pausedUntil === null ? (
        <div class="row-of-picks">
          {button('today', words.today)}
          {button('week', words.week)}
        </div>
      ) : (
        <>
          <p role="status">
            <b>{words.until(dayAndTime(shop.pausedUntil, board.timeZone.value, language.value))}</b>
          </p>
          {button(null, words.end)}
        </>
      )}
    </section>
  );
}
