// Puts the page that the address asks for into its frame, and asks for the capacity while a page shows it.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { BoardPage } from '../board/BoardPage.tsx';
import { type CapacityAnswer, openCapacity } from '../free/capacityFeed.ts';
import { FreePage } from '../free/FreePage.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import type { Account } from '../people/account.ts';
import { PageFrame } from './PageFrame.tsx';
import type { PageName } from './pages.ts';

export interface PagesProps {
  readonly page: PageName;
  readonly board: LiveBoard;
  readonly account: Account;
}

const withCapacity: readonly PageName[] = ['free'];

/** The page in its frame. */
export function Pages({ page, board, account }: PagesProps): JSX.Element {
  const capacity = useSignal<CapacityAnswer | null>(null);
  const asks = withCapacity.includes(page);
  useEffect(() => {
    if (!asks) return undefined;
    const opened = openCapacity(new URL('api/capacity', document.baseURI).href, board);
    const forget = opened.answer.subscribe((answer) => {
      if (answer !== null) capacity.value = answer;
    });
    return () => {
      forget();
      opened.stop();
    };
  }, [asks, board]);
  return (
    <PageFrame page={page} board={board} account={account}>
      {pageBody(page, board, capacity)}
    </PageFrame>
  );
}

function pageBody(page: PageName, board: LiveBoard, capacity: Signal<CapacityAnswer | null>): JSX.Element {
  switch (page) {
    case 'free':
      return <FreePage board={board} capacity={capacity} />;
    default:
      return <BoardPage board={board} />;
  }
}
