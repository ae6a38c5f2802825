// Text stays text: no string gets out of its place in a template, whatever is in it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '`', '</p>', '<script>', 'x', '&lt;', '${'), {
      maxLength: 9,
    })
    .map((parts) => parts.join('')),
);
const readBack = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

describe('html', () => {
  it('keeps any text within its place, and loses none of it', () => {
    fc.assert(
      fc.property(nasty, nasty, (title, text) => {
        const { markup } = html`<p title="${title}">${[text, html`<b>${text}</b>`]}</p>`;
        const parts = /^<p title="([^"<>]*)">([^<>]*)<b>([^<>]*)<\/b><\/p>$/.exec(markup);
        expect(parts?.slice(1).map(readBack)).toEqual([title, text, text]);
      }),
    );
  });

  it('leaves nothing of null and false, and shows a zero', () => {
    expect(html`${null}${false}${0}${['a', null]}`.markup).toBe('0a');
  });
});
