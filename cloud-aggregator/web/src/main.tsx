// Starts the board page: the language from the address or the last visit, who is signed in, then the live feed.
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { LinkPage } from './answer/LinkPage.tsx';
import { type LiveBoard, openLiveBoard } from './live/liveBoard.ts';
import { address } from './page/address.ts';
import { pageOf } from './page/pages.ts';
import { openAccount, readsBoard } from './people/account.ts';
import { Entrance } from './people/Entrance.tsx';
import { language, texts } from './text/language.ts';
import { pageTexts } from './text/pageTexts.ts';

const page = document.getElementById('page');
if (page === null) throw new Error('BUG: index.html has no #page');

// Relative to the page, so that the board works below any path prefix.
const account = openAccount(new URL('api/session', document.baseURI).href);
const board = signal<LiveBoard | null>(null);
/** Whoever comes by a link from a message does not sign in. */
const isAnswer = address.value.get('page') === 'answer';

effect(() => {
  const visitor = account.visitor.value;
  if (isAnswer) {
    document.documentElement.lang = language.value;
    document.title = texts.value.product;
    return;
  }
  const isInside = visitor !== null && !visitor.hasGivenPassword;
  const shown = !isInside ? null : pageOf(address.value.get('page'), visitor);
  document.documentElement.lang = language.value;
  const { signIn, ownPassword } = texts.value.door;
  const doors = visitor?.hasGivenPassword === true ? ownPassword : signIn;
  const title = shown === null ? doors : pageTexts[language.value][shown];
  document.title = `${title} - ${texts.value.product}`;
});

effect(() => {
  const visitor = account.visitor.value;
  if (visitor === null || !readsBoard(visitor)) return;
  const opened = openLiveBoard(new URL('api/live', document.baseURI).href);
  board.value = opened;
  return () => {
    board.value = null;
    opened.close();
  };
});
// A feed does not say why it ended: somebody has to ask whether the session has. A reviewer has none that could end.
effect(() => {
  const visitor = account.visitor.value;
  const isLost = board.value?.link.value === 'lost';
  const hasNoFeed = visitor !== null && visitor.person !== null && !readsBoard(visitor);
  if (isAnswer || (visitor !== null && !isLost && !hasNoFeed)) return;
  if (!hasNoFeed) void account.look();
  const again = setInterval(() => void account.look(), 5_000);
  return () => clearInterval(again);
});
const view = isAnswer ? <LinkPage /> : <Entrance account={account} board={board} />;
render(view, page);
