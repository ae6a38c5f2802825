// What "no data" means, below lines of which one has none.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { BoardLine, LiveBoard } from '../live/liveBoard.ts';
import { texts } from '../text/language.ts';

export interface UnknownNoteProps {
  readonly board: LiveBoard;
  readonly lines: readonly (ReadonlySignal<BoardLine> | undefined)[];
}

/** The note, or nothing; it draws nothing anew but itself. */
export function UnknownNote({ board, lines }: UnknownNoteProps): JSX.Element | null {
  void board.beat.value;
  const anyUnknown = lines.some((line) => line?.peek().row.state === 'unknown');
  return anyUnknown ? <p class="note">{texts.value.noDataNote}</p> : null;
}
