// The owner's page, telephone first: his word of the week in one tap, his machines, exactly what others see of them,
// and everything that he decides (domain 6.6, 6.7).
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { OwnWorkshop } from '../../../src/api/ownView.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Blocks } from './Blocks.tsx';
import { CalendarWord } from './CalendarWord.tsx';
import { Looks } from './Looks.tsx';
import { Month } from './Month.tsx';
import { OwnFiles } from './OwnFiles.tsx';
import { OwnNow } from './OwnNow.tsx';
import { Pause } from './Pause.tsx';
import { SharingLevels } from './SharingLevels.tsx';
import { Shown } from './Shown.tsx';
import { StanceButtons } from './StanceButtons.tsx';
import { Sums } from './Sums.tsx';
import { tell } from './tell.ts';

interface OwnAnswer {
  readonly at: number;
  readonly firstDate: string;
  readonly workshops: readonly OwnWorkshop[];
}

/** What each part of the page is given; `say` sends a change and tells below the buttons when it failed. */
export interface OwnPartProps {
  readonly shop: OwnWorkshop;
  readonly board: LiveBoard;
  readonly isOffline: boolean;
  say(path: string, method: 'PUT' | 'POST' | 'DELETE', body?: object): Promise<boolean>;
}

/** The page below the head. */
export function OwnPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const words = wordsIn(ownTexts);
  const answer = useAnswer<OwnAnswer>('api/own', board).value;
  if (answer === null) return null;
  if (answer.workshops.length === 0) return <p class="note">{words.none}</p>;
  return (
    <>
      {answer.workshops.map((shop) => (
        <Shop key={shop.id} shop={shop} board={board} firstDate={answer.firstDate} />
      ))}
    </>
  );
}

interface ShopProps {
  readonly shop: OwnWorkshop;
  readonly board: LiveBoard;
  readonly firstDate: string;
}

function Shop({ shop, board, firstDate }: ShopProps): JSX.Element {
  const words = wordsIn(ownTexts);
  const failed = useSignal(false);
  const isOffline = board.link.value === 'lost';
  const say: OwnPartProps['say'] = async (path, method, body) => {
    const isTaken = await tell(`${encodeURIComponent(shop.id)}/${path}`, method, body);
    failed.value = !isTaken;
    return isTaken;
  };
  const part = { shop, board, isOffline, say };
  return (
    <div class="own">
      <p class="own-name">{named(shop.name)}</p>
      <p role="alert" class={failed.value ? 'refusal own-refusal' : ''}>
        {failed.value && words.failed}
      </p>
      <StanceButtons {...part} today={firstDate} />
      <OwnNow {...part} />
      <Shown {...part} />
      <Sums {...part} />
      <Blocks {...part} firstDate={firstDate} />
      <Pause {...part} />
      <SharingLevels {...part} />
      <CalendarWord {...part} />
      <Month shop={shop} board={board} firstDate={firstDate} />
      <OwnFiles shop={shop} />
      <Looks {...part} />
    </div>
  );
}
