// The rows of a long table in blocks, of which only those near the window are drawn: a ward is there as fast as a shop,
// and only what is seen is drawn anew. A short table is drawn whole, and on paper every one is.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { tableRoles } from './tableRoles.ts';

export interface RowBlocksProps<T> {
  readonly items: readonly T[];
  readonly columns: number;
  /** A key that stays with the item. */
  keyOf(item: T): string;
  draw(item: T): JSX.Element;
}

const ofBlock = 40;
/** Up to so many rows nothing is left out, so that the browser's own search finds them all. */
const mostWhole = 160;
/** Before one was drawn. */
const usualRowPx = 56;

/** The bodies of the table. */
export function RowBlocks<T>({ items, columns, keyOf, draw }: RowBlocksProps<T>): JSX.Element {
  if (items.length <= mostWhole) return <tbody {...tableRoles.rows}>{items.map(draw)}</tbody>;
  const blocks = Array.from({ length: Math.ceil(items.length / ofBlock) }, (_, index) =>
    items.slice(index * ofBlock, (index + 1) * ofBlock),
  );
  return (
    <>
      {blocks.map((block, index) => (
        <Block
          key={block[0] === undefined ? index : keyOf(block[0])}
          items={block}
          columns={columns}
          draw={draw}
          isNearAtFirst={index === 0}
        />
      ))}
    </>
  );
}

interface BlockProps<T> extends Pick<RowBlocksProps<T>, 'items' | 'columns' | 'draw'> {
  readonly isNearAtFirst: boolean;
}

function Block<T>({ items, columns, draw, isNearAtFirst }: BlockProps<T>): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setNear] = useState(isNearAtFirst);
  const heightPx = useRef<number | null>(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      ([seen]) => {
        if (seen === undefined) return;
        if (!seen.isIntersecting && body.current !== null && body.current.rows.length > 1)
          heightPx.current = body.current.offsetHeight;
        setNear(seen.isIntersecting);
      },
      { rootMargin: '600px 0px' },
    );
    if (body.current !== null) watcher.observe(body.current);
    return () => watcher.disconnect();
  }, []);
  const isDrawn = isNear || isPrinting.value;
  return (
    <tbody ref={body} {...tableRoles.rows}>
      {isDrawn ? (
        items.map(draw)
      ) : (
        <tr class="not-near" style={{ height: `${heightPx.current ?? items.length * usualRowPx}px` }}>
          <td colSpan={columns} />
        </tr>
      )}
    </tbody>
  );
}

const isPrinting = signal(false);
globalThis.addEventListener?.('beforeprint', () => {
  isPrinting.value = true;
});
globalThis.addEventListener?.('afterprint', () => {
  isPrinting.value = false;
});
