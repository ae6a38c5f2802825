// The board: what every machine does now, since when, and what its day has been so far.
import type { JSX } from 'preact';
import type { LiveBoard } from '../live/liveBoard.ts';
import { clockTime } from '../text/format.ts';
import { texts } from '../text/language.ts';
import { BoardHeader, type BoardHeaderProps } from './BoardHeader.tsx';
import { MachineTable } from './MachineTable.tsx';
import { StateCounts } from './StateCounts.tsx';

/** The whole page; `board` is read as signals, so each part redraws itself alone. */
export function BoardPage({ board, account }: BoardHeaderProps): JSX.Element {
  const lost = board.link.value === 'lost';
  return (
    <div class={lost ? 'page lost' : 'page'}>
      <BoardHeader board={board} account={account} />
      <LostBar board={board} />
      <main>
        <Board board={board} />
      </main>
    </div>
  );
}

function Board({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const lines = board.lines.value;
  if (lines === null) {
    return board.link.value === 'connecting' ? <p class="note">{texts.value.link.connecting}…</p> : null;
  }
  if (lines.length === 0) return <p class="note">{texts.value.noMachines}</p>;
  const anyUnknown = lines.some((line) => line.value.row.state === 'unknown');
  return (
    <>
      <StateCounts lines={lines} />
      <MachineTable board={board} lines={lines} />
      {anyUnknown && <p class="note">{texts.value.noDataNote}</p>}
    </>
  );
}

/** Always in the page, so that a screen reader announces its text when it comes. */
function LostBar({ board }: { readonly board: LiveBoard }): JSX.Element {
  const { lostBar, neverReached } = texts.value;
  const shown =
    board.lines.value === null ? neverReached : lostBar(clockTime(board.minute.value, board.timeZone.value));
  return (
    <div role="status" class="lost-bar">
      {board.link.value === 'lost' && <p>{shown}</p>}
    </div>
  );
}
