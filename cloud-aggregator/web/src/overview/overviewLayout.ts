// Pure: where each machine's square lies on one canvas: companies one after the other, each beginning in a new place,
// all in squares as large as the room allows.

/** A square of the canvas, in pixels. */
interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}
export interface Layout {
  readonly size: number;
  readonly height: number;
  readonly places: readonly Place[];
}

const largest = 44;
const smallest = 5;

/** The largest squares with which all companies fit into the room, and at least the smallest. */
export function overviewLayout(
  shops: readonly (readonly string[])[],
  room: { readonly width: number; readonly height: number },
): Layout {
  const counts = shops.map(({ length }) => length);
  let size = largest;
  while (size > smallest && heightOf(counts, gridOf(room.width, size)) > room.height) size -= 1;
  const grid = gridOf(room.width, size);
  const places: Place[] = [];
  let shop = 0;
  const end = walked(counts, grid.columns, (first) => {
    for (const [index, id] of (shops[shop] ?? []).entries()) {
      const at = first + index;
      places.push({ id, x: (at % grid.columns) * grid.step, y: Math.floor(at / grid.columns) * grid.step });
    }
    shop += 1;
  });
  return { size, height: Math.ceil(end / grid.columns) * grid.step, places };
}

interface Grid {
  readonly columns: number;
  readonly step: number;
}

function gridOf(width: number, size: number): Grid {
  const gap = Math.max(1, Math.round(size / 8));
  return { columns: Math.max(1, Math.floor((width + gap) / (size + gap))), step: size + gap };
}

function heightOf(counts: readonly number[], { columns, step }: Grid): number {
  return Math.ceil(walked(counts, columns, () => undefined) / columns) * step;
}

/** Goes from company to company and tells the place at which each begins; gives the place after the last one. */
function walked(counts: readonly number[], columns: number, begins: (first: number) => void): number {
  let at = 0;
  for (const count of counts) {
    // A company that fits into one line is not broken over two.
    const left = columns - (at % columns);
    if (count > left && count <= columns) at += left;
    begins(at);
    at += count;
    if (at % columns !== 0) at += 1;
  }
  return at;
}
