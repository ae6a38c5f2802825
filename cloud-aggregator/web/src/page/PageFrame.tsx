// What every page has: the head, the way to the other pages, the bar that says when contact is lost, and on paper the
// time of print with a line on confidentiality (domain 6.8, 6.9).
import type { ComponentChildren, JSX } from 'preact';
import { BoardHeader } from '../board/BoardHeader.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { type Account, isInside } from '../people/account.ts';
import { clockTime, dayAndTime } from '../text/format.ts';
import { language, texts } from '../text/language.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { LeaveSheet } from './LeaveSheet.tsx';
import { PageLink } from './PageLink.tsx';
import { type PageName, pagesOf } from './pages.ts';

export interface PageFrameProps {
  readonly page: PageName;
  readonly board: LiveBoard;
  readonly account: Account;
  readonly children: ComponentChildren;
}

/** The frame around a page. */
export function PageFrame({ page, board, account, children }: PageFrameProps): JSX.Element {
  const words = wordsIn(pageTexts);
  const lost = board.link.value === 'lost';
  const printed = dayAndTime(board.minute.value, board.timeZone.value, language.value);
  return (
    <div class={`page page-${page}${lost ? ' lost' : ''}`}>
      <BoardHeader title={words[page]} board={board} account={account} />
      <Ways page={page} account={account} />
      <LostBar board={board} />
      <main>{children}</main>
      {isInside(account) && <LeaveSheet />}
      <footer class="paper-only">
        {words.printed(printed)} {words.confidential}
      </footer>
    </div>
  );
}

function Ways({ page, account }: Pick<PageFrameProps, 'page' | 'account'>): JSX.Element | null {
  const words = wordsIn(pageTexts);
  const visitor = account.visitor.value;
  const pages = visitor === null ? [] : pagesOf(visitor);
  if (pages.length < 2) return null;
  return (
    <nav class="ways" aria-label={words.label}>
      {pages.map((each) => (
        <PageLink key={each} page={each} isCurrent={each === page} changes={{ shop: null, entry: null }}>
          {words[each]}
        </PageLink>
      ))}
    </nav>
  );
}

/** Always in the page, so that a screen reader announces its text when it comes. */
function LostBar({ board }: { readonly board: LiveBoard }): JSX.Element {
  const { lostBar, neverReached } = texts.value;
  const shown =
    board.lines.value === null ? neverReached : lostBar(clockTime(board.minute.value, board.timeZone.value));
  return (
    <div role="status" class="lost-bar">
      {board.link.value === 'lost' && <p>{shown}</p>}
    </div>
  );
}
