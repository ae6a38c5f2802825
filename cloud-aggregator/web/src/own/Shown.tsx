// うちの見え方: the very rows that an audience is shown, drawn by the board's own table.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Audience } from '../../../src/directory/sharing.ts';
import { FreeTable } from '../free/FreeTable.tsx';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

const audiences: readonly Audience[] = ['desk', 'circle', 'consortium'];

/** Three audiences, one at a time. */
export function Shown({ shop, board }: OwnPartProps): JSX.Element {
  const { shown: words } = wordsIn(ownTexts);
  const audience = useSignal<Audience>('desk');
  const rows = shop.shown[audience.value];
  return (
    <section class="shown">
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <div class="row-of-picks">
        {audiences.map((each) => (
          <button
            key={each}
            type="button"
            class={audience.value === each ? 'pick on' : 'pick'}
            aria-pressed={audience.value === each}
            onClick={() => (audience.value = each)}
          >
            {words.audience[each]}
          </button>
        ))}
      </div>
      {shop.pausedUntil !== null && (
        <p>{words.paused(dayAndTime(shop.pausedUntil, board.timeZone.value, language.value))}</p>
      )}
      {rows.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <FreeTable board={board} rows={rows} label={words.audience[audience.value]} />
      )}
    </section>
  );
}
