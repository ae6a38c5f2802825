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
import { type Account, isInside, readsBoard, type Visitor } from './account.ts';
import { DoorSheet } from './DoorSheet.tsx';
import { OwnPasswordPage } from './OwnPasswordPage.tsx';
import { SignInPage } from './SignInPage.tsx';

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

/** Chooses the page. Where a session ends while somebody is typing, his page stays, hidden. */
export function Entrance({ account, board }: EntranceProps): JSX.Element | null {
  const { link, neverReached } = texts.value;
  const last = useRef<Seen | null>(null);
  const visitor = account.visitor.value;
  if (visitor === null)
    return <p class="page note">{account.unreachable.value ? neverReached : `${link.connecting}…`}</p>;
  const isIn = isInside(account);
  if (isIn) last.current = seenNow(visitor, board.value);
  else if (!isLeftBehind(last.current, account)) last.current = null;
  const seen = last.current;
  if (seen === null) return <WithoutBoard account={account} visitor={visitor} />;
  return (
    <>
      <div hidden={!isIn}>
        {/* Somebody else never comes to what another was typing. */}
        <Pages key={seen.person} page={seen.page} board={seen.board} account={account} />
      </div>
      {!isIn && <DoorSheet key={visitor.person} account={account} person={visitor.person} />}
    </>
  );
}

/** Whether somebody's session ended while he was typing, and nobody else has come since. */
function isLeftBehind(seen: Seen | null, { visitor, expired }: Account): boolean {
  if (seen === null || !isUnsaved()) return false;
  const person = visitor.value?.person ?? null;
  return person === null ? expired.value : person === seen.person;
}

interface WithoutBoardProps {
  readonly account: Account;
  readonly visitor: Visitor;
}

function WithoutBoard({ account, visitor }: WithoutBoardProps): JSX.Element | null {
  const { person, open, hasGivenPassword } = visitor;
  if (person === null && !open) return <SignInPage account={account} />;
  if (person !== null && hasGivenPassword) return <OwnPasswordPage account={account} person={person} />;
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
