// Starts the board page: the language from the address or the last visit, then the live feed, then the page.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { BoardPage } from './board/BoardPage.tsx';
import { openLiveBoard } from './live/liveBoard.ts';
import { language, texts } from './text/language.ts';

const page = document.getElementById('page');
if (page === null) throw new Error('BUG: index.html has no #page');

effect(() => {
  document.documentElement.lang = language.value;
  document.title = `${texts.value.page} - ${texts.value.product}`;
});

// Relative to the page, so that the board works below any path prefix.
const board = openLiveBoard(new URL('api/live', document.baseURI).href);
render(<BoardPage board={board} />, page);
