// A page that is loaded when somebody opens it, so that those who never do need not wait for it. When the line fails
// meanwhile, it says so, and a touch loads all of it again: a browser does not ask twice for a part that failed.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Line } from '../live/keepAsking.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';

/** What stands below the head of a page. */
export type Body<Board> = (props: { readonly board: Board }) => JSX.Element | null;

export interface LaterProps<Board> {
  readonly board: Board;
  readonly load: () => Promise<Body<Board>>;
}

/** The page, once it is there. */
export function Later<Board extends Line>({ board, load }: LaterProps<Board>): JSX.Element | null {
  const words = wordsIn(pageTexts);
  const loaded = useSignal<Body<Board> | null>(null);
  const hasFailed = useSignal(false);
  useEffect(() => {
    let isWanted = true;
    hasFailed.value = false;
    load().then(
      (body) => {
        if (isWanted) loaded.value = body;
      },
      () => {
        if (isWanted) hasFailed.value = true;
      },
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  const Page = loaded.value;
  if (Page !== null) return <Page board={board} />;
  if (!hasFailed.value) return null;
  return (
    <p role="alert" class="note">
      {words.notLoaded}{' '}
      <button type="button" class="quiet-button" onClick={() => location.reload()}>
        {words.again}
      </button>
    </p>
  );
}
