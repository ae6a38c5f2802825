// Draws the squares in the colours of the page's own style; unknown is hatched, what is not shared is an outline.
import { keepsStateToItself, type MachineRow } from '../live/machineRow.ts';
import type { Layout } from './overviewLayout.ts';

/** What the canvas shows of each place, and how it was laid out. */
export interface Drawing {
  readonly layout: Layout;
  readonly shown: readonly (Look | null)[];
}

/** How a square looks. */
type Look = MachineRow['state'] | 'withheld';

/** Draws the squares that look other than in the drawing before, and without one of the same layout all of them. */
export function drawOverview(
  canvas: HTMLCanvasElement,
  layout: Layout,
  rowOf: (id: string) => MachineRow | undefined,
  before: Drawing | null,
): Drawing | null {
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  const isSame = fit(canvas, layout) && before?.layout === layout;
  const scale = devicePixelRatio;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  if (!isSame) pen.clearRect(0, 0, canvas.clientWidth, layout.height);
  const colour = coloursOf(canvas);
  const hatch = hatchOf(pen, colour('--state-hatch'));
  const shown = layout.places.map(({ id, x, y }, index): Look | null => {
    const row = rowOf(id);
    const look = row === undefined ? null : keepsStateToItself(row) ? 'withheld' : row.state;
    if (isSame && before.shown[index] === look) return look;
    if (isSame) pen.clearRect(x, y, layout.size, layout.size);
    if (look !== null) drawSquare(pen, look, { x, y, size: layout.size, colour, hatch });
    return look;
  });
  return { layout, shown };
}

/** Makes the canvas as wide as its place and as high as the squares need; whether it was already. */
function fit(canvas: HTMLCanvasElement, { height }: Layout): boolean {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const lines = Math.round(height * devicePixelRatio);
  if (canvas.width === width && canvas.height === lines) return true;
  canvas.width = width;
  canvas.height = lines;
  canvas.style.height = `${height}px`;
  return false;
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: (name: string) => string;
  readonly hatch: CanvasPattern | null;
}

function drawSquare(pen: CanvasRenderingContext2D, look: Look, square: Square): void {
  const { x, y, size, colour, hatch } = square;
  if (look === 'withheld') {
    pen.strokeStyle = colour('--rule-strong');
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    return;
  }
  pen.fillStyle = colour(`--state-${look}`);
  pen.fillRect(x, y, size, size);
  if (look === 'unknown' && hatch !== null) {
    pen.fillStyle = hatch;
    pen.fillRect(x, y, size, size);
  }
  if (size >= 18) sign(pen, look, square);
}

/** The page's colours, each looked up once: thousands of squares have seven of them. */
function coloursOf(canvas: HTMLCanvasElement): (name: string) => string {
  const style = getComputedStyle(canvas);
  const known = new Map<string, string>();
  return (name) => {
    const value = known.get(name) ?? style.getPropertyValue(name);
    known.set(name, value);
    return value;
  };
}

const hatchPx = 5;

/** Strokes from the lower left to the upper right, as a pattern. */
function hatchOf(pen: CanvasRenderingContext2D, ink: string): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = hatchPx;
  tile.height = hatchPx;
  const inTile = tile.getContext('2d');
  if (inTile === null) return null;
  inTile.strokeStyle = ink;
  inTile.lineWidth = 1.5;
  for (const shift of [-hatchPx, 0, hatchPx]) {
    inTile.beginPath();
    inTile.moveTo(shift - 1, hatchPx + 1);
    inTile.lineTo(shift + hatchPx + 1, -1);
    inTile.stroke();
  }
  return pen.createPattern(tile, 'repeat');
}

/** The signs of the chips, as far as one letter can say them; colour alone tells nobody anything for sure. */
const letters: Readonly<Record<MachineRow['state'], string>> = {
  production: '▶',
  setup: '⚒',
  idle: '□',
  fault: '!',
  maintenance: '＋',
  off: '○',
  unknown: '?',
};

function sign(
  pen: CanvasRenderingContext2D,
  state: MachineRow['state'],
  { x, y, size, colour }: Square,
): void {
  pen.fillStyle = colour(inkOf(state));
  pen.font = `600 ${Math.round(size * 0.55)}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(letters[state], x + size / 2, y + size / 2);
}

function inkOf(state: MachineRow['state']): string {
  return state === 'setup' || state === 'fault' || state === 'off' ? '--on-dark' : '--on-light';
}
