// Every machine as one square on one canvas: 2,500 of them are one look. What changed is drawn anew, at most once a
// second; the same can be read as text under "machines now".
import { useSignal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { StateCounts } from '../board/StateCounts.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { keepsStateToItself, type MachineRow } from '../live/machineRow.ts';
import { deskTexts } from '../text/deskTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { type Drawing, drawOverview } from './drawOverview.ts';
import { type Layout, overviewLayout } from './overviewLayout.ts';

/** The page below the head. */
export function OverviewPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const { overview: words } = wordsIn(deskTexts);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRef<Layout | null>(null);
  const pointed = useSignal<MachineRow | null>(null);
  const lines = board.lines.value;
  useDrawing(board, canvas, layout);
  if (lines === null) return null;
  const point = (event: PointerEvent): void => {
    const { size = 0, places = [] } = layout.current ?? {};
    const at = places.find(
      ({ x, y }) =>
        event.offsetX >= x && event.offsetX < x + size && event.offsetY >= y && event.offsetY < y + size,
    );
    pointed.value = at === undefined ? null : (board.line(at.id)?.peek().row ?? null);
  };
  return (
    <div class="overview" lang={language.value}>
      <StateCounts board={board} lines={lines} />
      <canvas
        ref={canvas}
        role="img"
        aria-label={board.isWhole.value ? words.label(lines.length) : texts.value.stillComing}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => (pointed.value = null)}
      />
      <p class="pointed">{pointed.value === null ? words.lead : wordsOf(pointed.value)}</p>
    </div>
  );
}

/** Draws the squares, and what changed of them, for as long as the page is there. */
function useDrawing(
  board: LiveBoard,
  canvas: RefObject<HTMLCanvasElement | null>,
  layout: { current: Layout | null },
): void {
  const drawing = useRef<Drawing | null>(null);
  const lines = board.lines.value;
  useEffect(() => {
    let laidOut = { width: 0, height: 0 };
    const draw = (): void => {
      const sheet = canvas.current;
      const all = board.lines.peek();
      if (sheet === null || all === null || document.hidden) return;
      const room = { width: sheet.clientWidth, height: innerHeight * 0.6 };
      if (layout.current === null || room.width !== laidOut.width || room.height !== laidOut.height)
        layout.current = overviewLayout(shopsOf(all.map((line) => line.peek().row)), room);
      laidOut = room;
      const rowOf = (id: string): MachineRow | undefined => board.line(id)?.peek().row;
      drawing.current = drawOverview(sheet, layout.current, rowOf, drawing.current);
    };
    const drawAnew = (): void => {
      drawing.current = null;
      draw();
    };
    const forget = board.beat.subscribe(draw);
    addEventListener('resize', drawAnew);
    document.addEventListener('visibilitychange', draw);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', drawAnew);
    const sheet = canvas.current;
    sheet?.addEventListener('contextrestored', drawAnew);
    return () => {
      sheet?.removeEventListener('contextrestored', drawAnew);
      forget();
      removeEventListener('resize', drawAnew);
      document.removeEventListener('visibilitychange', draw);
      scheme.removeEventListener('change', drawAnew);
    };
  }, [lines]);
}

function wordsOf(row: MachineRow): string {
  const { state, notShared } = texts.value;
  const word = keepsStateToItself(row) ? notShared : state[row.state];
  return `${named(row.workshop.name)} ${named(row.machine.name)} ${word}`;
}

function shopsOf(rows: readonly MachineRow[]): readonly (readonly string[])[] {
  const shops = Map.groupBy(rows, ({ workshop }) => workshop.id);
  return [...shops.values()].map((own) => own.map(({ id }) => id));
}
