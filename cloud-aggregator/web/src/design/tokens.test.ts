// The palette is legible: every text colour on its ground reaches 4.5 : 1 (WCAG 2.2, 1.4.3), by light and by dark.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const chips = readFileSync(new URL('./components.css', import.meta.url), 'utf8');

function token(name: string, scheme: string): string {
  const find = (text: string) => new RegExp(`--${name}:\\s*(#[0-9a-f]{6})`).exec(text)?.[1];
  const colour = find(scheme) ?? find(light);
  if (colour === undefined) throw new Error(`no colour --${name} in tokens.css`);
  return colour;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe('tokens', () => {
  it.each(['production', 'setup', 'idle', 'fault', 'maintenance', 'off', 'unknown'])(
    'the word on the %s chip is legible',
    (state) => {
      const rule = new RegExp(`\\.state-${state} \\{[^}]*--on: var\\(--(on-\\w+)\\)`).exec(chips)?.[1];
      expect(rule).toBeDefined();
      expect(contrast(token(`state-${state}`, light), token(rule ?? '', light))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ['light', light],
    ['dark', dark],
  ])('ink and quiet text are legible by %s', (_name, scheme) => {
    for (const text of ['ink', 'quiet']) {
      for (const ground of ['ground', 'sheet']) {
        expect(contrast(token(text, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('the state colours are the checked palette', () => {
    const palette = ['production', 'setup', 'idle', 'fault', 'maintenance', 'off', 'unknown'];
    expect(palette.map((state) => token(`state-${state}`, light))).toEqual([
      '#1b9e5a',
      '#0072b2',
      '#f0b400',
      '#c62828',
      '#cc79a7',
      '#4b5563',
      '#c9cdd3',
    ]);
  });
});
