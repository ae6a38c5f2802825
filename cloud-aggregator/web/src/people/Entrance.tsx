// What a visitor meets: the door while nobody is signed in, the board for whoever may read it, a word for who may not.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { type Line, noLine } from '../live/keepAsking.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { address } from '../page/address.ts';
import { type Body, Later } from '../page/Later.tsx';
import { Pages } from '../page/Pages.tsx';
import { pageOf } from '../page/pages.ts';
import { texts } from '../text/language.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { type Account, readsBoard } from './account.ts';
import { OwnPasswordPage } from './OwnPasswordPage.tsx';
import { SignInPage } from './SignInPage.tsx';

/** The board is there once somebody is known who may read it. */
export interface EntranceProps {
  readonly account: Account;
  readonly board: ReadonlySignal<LiveBoard | null>;
}

/** Chooses the page. */
export function Entrance({ account, board }: EntranceProps): JSX.Element | null {
  const { link, neverReached } = texts.value;
  const visitor = account.visitor.value;
  if (visitor === null)
    return <p class="page note">{account.unreachable.value ? neverReached : `${link.connecting}…`}</p>;
  if (visitor.person === null && !visitor.open) return <SignInPage account={account} />;
  if (visitor.person !== null && visitor.hasGivenPassword)
    return <OwnPasswordPage account={account} person={visitor.person} />;
  const page = pageOf(address.value.get('page'), visitor);
  if (board.value !== null && page !== null)
    return <Pages page={page} board={board.value} account={account} />;
  return page === 'months' && !readsBoard(visitor) ? <NoBoard account={account} /> : null;
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
