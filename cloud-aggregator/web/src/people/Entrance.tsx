// What a visitor meets: the door while nobody is signed in, the board for whoever may read it, a word for who may not.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { type Line, noLine } from '../live/keepAsking.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { address } from '../page/address.ts';
import { type Body, Later } from '../page/Later.tsx';
import { Pages } from '../page/Pages.tsx';
import { type PageName, pageOf } from '../page/pages.ts';
import { isUnsaved } from '../page/unsaved.ts';
import { texts } from '../text/language.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { type Account, readsBoard, type Visitor } from './account.ts';
import { OwnPasswordPage } from './OwnPasswordPage.tsx';
import { SignInPage } from './SignInPage.tsx';
import { SignInSheet } from './SignInSheet.tsx';

/** The board is there once somebody is known who may read it. */
export interface EntranceProps {
  readonly account: Account;
  readonly board: ReadonlySignal<LiveBoard | null>;
}

/** Who was inside, and what he saw. */
interface Seen {
  readonly person: string | null;
  readonly page: PageName;
  readonly board: LiveBoard;
}

/** Chooses the page. Where a session ends while somebody is typing, his page stays behind the door. */
export function Entrance({ account, board }: EntranceProps): JSX.Element | null {
  const { link, neverReached } = texts.value;
  const last = useRef<Seen | null>(null);
  const visitor = account.visitor.value;
  if (visitor === null)
    return <p class="page note">{account.unreachable.value ? neverReached : `${link.connecting}…`}</p>;
  const isOut = visitor.person === null && !visitor.open;
  if (isOut && !(account.expired.value && isUnsaved())) last.current = null;
  if (isOut && last.current === null) return <SignInPage account={account} />;
  if (visitor.person !== null && visitor.hasGivenPassword)
    return <OwnPasswordPage account={account} person={visitor.person} />;
  const seen = isOut ? last.current : seenNow(visitor, board.value);
  last.current = seen;
  if (seen !== null) {
    // Somebody else never comes to what another was typing.
    return (
      <>
        <Pages key={seen.person} page={seen.page} board={seen.board} account={account} />
        {isOut && <SignInSheet account={account} />}
      </>
    );
  }
  const isReviewer = !readsBoard(visitor) && pageOf(address.value.get('page'), visitor) === 'months';
  return isReviewer ? <NoBoard account={account} /> : null;
}

function seenNow(visitor: Visitor, board: LiveBoard | null): Seen | null {
  const page = pageOf(address.value.get('page'), visitor);
  return board === null || page === null ? null : { person: visitor.person, page, board };
}

const loadMonths = (): Promise<Body<Line>> =>
  import('../months/MonthsPage.tsx').then(({ MonthsPage }) => MonthsPage);

function NoBoard({ account }: { readonly account: Account }): JSX.Element {
  const { product, door } = texts.value;
  return (
    <div class="page">
      <header class="board-head">
        <div class="title">
          <p class="product">{product}</p>
          <h1>{wordsIn(pageTexts).months}</h1>
        </div>
        <LanguageButton />
        <AccountMenu account={account} />
      </header>
      <main>
        <p class="note">{door.noBoard}</p>
        <Later board={noLine} load={loadMonths} />
      </main>
    </div>
  );
}
