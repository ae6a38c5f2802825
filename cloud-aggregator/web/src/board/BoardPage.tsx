// The board: what every machine does now, since when, and what its day has been so far.
import type { JSX } from 'preact';
import type { LiveBoard } from '../live/liveBoard.ts';
import { texts } from '../text/language.ts';
import { MachineTable } from './MachineTable.tsx';
import { StateCounts } from './StateCounts.tsx';
import { UnknownNote } from './UnknownNote.tsx';

/** The page below its head; `board` is read as signals, so each part redraws itself alone. */
export function BoardPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const lines = board.lines.value;
  if (lines === null) {
    return board.link.value === 'connecting' ? <p class="note">{texts.value.link.connecting}…</p> : null;
  }
  if (lines.length === 0 && board.isWhole.value) return <p class="note">{texts.value.noMachines}</p>;
  return (
    <>
      <StateCounts board={board} lines={lines} />
      <MachineTable board={board} lines={lines} />
      <UnknownNote board={board} lines={lines} />
    </>
  );
}
