// Loads the page behind a link from a message, which few visitors of the board ever see.
import type { JSX } from 'preact';
import { noLine } from '../live/keepAsking.ts';
import { type Body, Later } from '../page/Later.tsx';

const load = (): Promise<Body<typeof noLine>> =>
  import('./AnswerPage.tsx').then(({ AnswerPage }) => AnswerPage);

/** The page, once it is there. */
export function LinkPage(): JSX.Element {
  return <Later board={noLine} load={load} />;
}
