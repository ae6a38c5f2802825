// 箱: every workshop's box with what lets it in and whether it is there; a code for a new one, to be read out over the
// telephone, and shutting a lost one out.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { BoxRow } from '../../../src/api/boxRow.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { boxTexts } from '../text/boxTexts.ts';
import { wordsIn } from '../text/words.ts';
import { BoxLine } from './BoxLine.tsx';
import { type BoxFilter, boxFilters, filteredBoxes } from './boxFilter.ts';
import { SearchField } from './SearchField.tsx';
import { useList } from './useList.ts';

/** What the aggregator answers about boxes. */
export interface BoxesAnswer {
  readonly at: number;
  readonly enrols: boolean;
  readonly cutsOff: boolean;
  readonly boxes: readonly BoxRow[];
}

/** Somebody on the telephone waits for the box to come. */
const everyMs = 10_000;
/** A page of four thousand is not looked through. */
const shownAtOnce = 100;

/** The page below the head. */
export function BoxesPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const words = wordsIn(boxTexts);
  const { answer, askAgain } = useList<BoxesAnswer>('api/boxes', board);
  useEffect(() => {
    const again = setInterval(askAgain, everyMs);
    return () => clearInterval(again);
  }, []);
  const search = useSignal('');
  const filter = useSignal<BoxFilter>('all');
  const most = useSignal(shownAtOnce);
  const known = answer.value;
  if (known === null) return null;
  const found = filteredBoxes(known.boxes, { filter: filter.value, search: search.value }, known.at);
  return (
    <div class="admin">
      <p class="note">{words.lead}</p>
      <div class="admin-tools">
        <SearchField label={words.search} value={search} />
        <fieldset>
          <legend>{words.filters}</legend>
          {boxFilters.map((each) => (
            <button
              key={each}
              type="button"
              class={`pick${filter.value === each ? ' on' : ''}`}
              aria-pressed={filter.value === each}
              onClick={() => (filter.value = each)}
            >
              {words.filter[each]}
            </button>
          ))}
        </fieldset>
      </div>
      <ul class="admin-list">
        {found.slice(0, most.value).map((box) => (
          <BoxLine key={box.workshop.id} box={box} answer={known} board={board} onDone={askAgain} />
        ))}
      </ul>
      {found.length === 0 && <p class="note">{words.none}</p>}
      {found.length > most.value && (
        <button type="button" class="quiet-button" onClick={() => (most.value += shownAtOnce)}>
          {words.more(found.length - most.value)}
        </button>
      )}
    </div>
  );
}
