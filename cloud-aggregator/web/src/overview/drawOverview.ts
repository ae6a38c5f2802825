// Draws the squares in the colours of the page's own style; unknown is hatched, what is not shared is an outline.
import { keepsStateToItself, type MachineRow } from '../live/machineRow.ts';
import type { Layout } from './overviewLayout.ts';

/** Draws all squares onto a canvas that is as wide as its place. */
export function drawOverview(
  canvas: HTMLCanvasElement,
  { size, height, places }: Layout,
  rows: ReadonlyMap<string, MachineRow>,
): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.height = `${height}px`;
  }
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const colour = coloursOf(canvas);
  const hatch = hatchOf(pen, colour('--state-hatch'));
  for (const { id, x, y } of places) {
    const row = rows.get(id);
    if (row === undefined) continue;
    if (keepsStateToItself(row)) {
      pen.strokeStyle = colour('--rule-strong');
      pen.lineWidth = 1;
      pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      continue;
    }
    pen.fillStyle = colour(`--state-${row.state}`);
    pen.fillRect(x, y, size, size);
    if (row.state === 'unknown' && hatch !== null) {
      pen.fillStyle = hatch;
      pen.fillRect(x, y, size, size);
    }
    if (size >= 18) sign(pen, row.state, { x, y, size, ink: colour(inkOf(row.state)) });
  }
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

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ink: string;
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

function sign(pen: CanvasRenderingContext2D, state: MachineRow['state'], { x, y, size, ink }: Square): void {
  pen.fillStyle = ink;
  pen.font = `600 ${Math.round(size * 0.55)}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(letters[state], x + size / 2, y + size / 2);
}

function inkOf(state: MachineRow['state']): string {
  return state === 'setup' || state === 'fault' || state === 'off' ? '--on-dark' : '--on-light';
}
