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
  for (let size = largest; size > smallest; size -= 1) {
    const layout = laidOut(shops, room.width, size);
    if (layout.height <= room.height) return layout;
  }
  return laidOut(shops, room.width, smallest);
}

function laidOut(shops: readonly (readonly string[])[], width: number, size: number): Layout {
  const gap = Math.max(1, Math.round(size / 8));
  const step = size + gap;
  const columns = Math.max(1, Math.floor((width + gap) / step));
  const places: Place[] = [];
  let at = 0;
  for (const machines of shops) {
    // A company that fits into one line is not broken over two.
    const left = columns - (at % columns);
    if (machines.length > left && machines.length <= columns) at += left;
    for (const id of machines) {
      places.push({ id, x: (at % columns) * step, y: Math.floor(at / columns) * step });
      at += 1;
    }
    if (at % columns !== 0) at += 1;
  }
  return { size, height: Math.ceil(at / columns) * step, places };
}
