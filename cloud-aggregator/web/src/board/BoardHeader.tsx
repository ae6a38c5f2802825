// The head of the page: what it shows, of when it is, whether it is live, the other language, who reads.
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { AccountMenu } from '../people/AccountMenu.tsx';
import type { Account } from '../people/account.ts';
import { clockTime } from '../text/format.ts';
import { texts } from '../text/language.ts';

/** What the page is called, the board, and whose account the menu is of. */
export interface BoardHeaderProps {
  readonly title: string;
  readonly board: LiveBoard;
  readonly account: Account;
}

/** Title, time of the board, state of the connection, the language switch and who is signed in. */
export function BoardHeader({ title, board, account }: BoardHeaderProps): JSX.Element {
  const { product } = texts.value;
  return (
    <header class="board-head">
      <div class="title">
        <p class="product">{product}</p>
        <h1>{title}</h1>
      </div>
      <BoardTime board={board} />
      <LanguageButton />
      <AccountMenu account={account} />
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
