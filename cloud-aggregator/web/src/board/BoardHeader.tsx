// The head of the page: what it shows, of when it is, whether it is live, and the other language.
import type { JSX } from 'preact';
import type { LiveBoard } from '../live/liveBoard.ts';
import { clockTime } from '../text/format.ts';
import { switchLanguage, texts } from '../text/language.ts';

/** Title, time of the board, state of the connection and the language switch. */
export function BoardHeader({ board }: { readonly board: LiveBoard }): JSX.Element {
  const { product, page, otherLanguage } = texts.value;
  return (
    <header class="board-head">
      <div class="title">
        <p class="product">{product}</p>
        <h1>{page}</h1>
      </div>
      <BoardTime board={board} />
      <button
        type="button"
        class="language"
        lang={otherLanguage === 'English' ? 'en' : 'ja'}
        onClick={switchLanguage}
      >
        {otherLanguage}
      </button>
    </header>
  );
}

function BoardTime({ board }: { readonly board: LiveBoard }): JSX.Element {
  const { asOf, link } = texts.value;
  const known = board.lines.value !== null;
  return (
    <div class="board-time">
      <p class={`link link-${board.link.value}`}>{link[board.link.value]}</p>
      {known && (
        <p class="clock">
          {asOf.before !== '' && <span>{asOf.before} </span>}
          <time>{clockTime(board.minute.value, board.timeZone.value)}</time>
          {asOf.after !== '' && <span> {asOf.after}</span>}
        </p>
      )}
    </div>
  );
}
