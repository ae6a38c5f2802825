// 大画面: the board for a wall, read from across the room; with names, or with letters where visitors stand before it
// (domain 6.1, B8). It changes nothing and asks nothing.
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { processName } from '../../../src/search/processNames.ts';
import { CapacityMark } from '../design/CapacityMark.tsx';
import { StateChip } from '../design/StateChip.tsx';
import { HeadCounts } from '../free/HeadCounts.tsx';
import { isNews } from '../live/boardLines.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useCapacity } from '../live/useCapacity.ts';
import { address, setAddress } from '../page/address.ts';
import { deskTexts } from '../text/deskTexts.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { shopLetters } from './shopLetters.ts';

const hourMs = 3_600_000;

/** The page below the head. */
export function WallPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const { wall: words } = wordsIn(deskTexts);
  const answer = useCapacity(board).value;
  if (answer === null) return null;
  const hidesNames = address.value.get('names') === 'hidden';
  const letters = shopLetters(answer.rows.map(({ workshop }) => workshop.id));
  const shopOf = ({ workshop }: CapacityRow): string =>
    hidesNames ? words.shop(letters.get(workshop.id) ?? '') : named(workshop.name);
  return (
    <div class="wall">
      <HeadCounts board={board} answer={answer} />
      {!answer.isWhole && <p class="note">{texts.value.stillComing}</p>}
      <ul>
        {answer.rows.map((row) => (
          <li key={row.id}>
            <WallLine row={row} board={board} shop={shopOf(row)} hidesNames={hidesNames} />
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="quiet-button"
        onClick={() => setAddress({ names: hidesNames ? null : 'hidden' })}
      >
        {hidesNames ? words.names : words.codes}
      </button>
    </div>
  );
}

interface WallLineProps {
  readonly row: CapacityRow;
  readonly board: LiveBoard;
  readonly shop: string;
  readonly hidesNames: boolean;
}

function WallLine({ row, board, shop, hidesNames }: WallLineProps): JSX.Element {
  const words = wordsIn(freeTexts);
  const line = board.line(row.id)?.value;
  const process = row.processes[0];
  const kind = process === undefined ? '' : named(processName(process));
  return (
    <>
      <CapacityMark mark={row.mark} sign={row.sign} />
      <div>
        <small>{shop}</small>
        <b>{hidesNames ? kind : named(row.machine.name)}</b>
      </div>
      <div class="wall-now">
        {row.level === 'live' && line !== undefined ? (
          <StateChip key={line.row.state} state={line.row.state} changed={isNews(line)} />
        ) : (
          <span class="quiet">{texts.value.notShared}</span>
        )}
        {row.freeMs !== null && row.mark !== 'full' && <b>{words.hours(row.freeMs.week / hourMs)}</b>}
      </div>
    </>
  );
}
