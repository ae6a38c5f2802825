// Slips of the keyboard: named with their line, mended so that the rest is read, and nothing else is touched.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mendSlips, nearest, wideHint } from './slips.ts';

describe('slips in a YAML text', () => {
  it('are told with their lines and mended where they stand', () => {
    const { text, slips } = mendSlips('a：1\n\tb: 2\n　c:　3\n－ d');
    expect(text).toBe('a: 1\n  b: 2\n c: 3\n- d');
    expect(slips.map(({ line }) => line)).toEqual([1, 2, 3, 3, 4]);
  });

  it('are not seen in comments nor in what people may write as they like', () => {
    const fine = '# 注意：全角\n  # 　\nname: { ja: 第一：工場　本社, en: "a\tb" }\n';
    expect(mendSlips(fine)).toEqual({ text: fine, slips: [] });
  });

  it('never lose a line, and are gone once mended', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '　', '\t', '：', ':', '－', '-', '\n', '#') });
    fc.assert(
      fc.property(text, (any) => {
        const once = mendSlips(any);
        expect(once.text.split('\n').length).toBe(any.split('\n').length);
        expect(mendSlips(mendSlips(once.text).text).slips).toEqual([]);
      }),
    );
  });
});

describe('a word that is not known', () => {
  it.each([
    ['horus', 'hours'],
    ['Live', 'live'],
    ['ｌｉｖｅ', 'live'],
    ['everybody', null],
    ['', null],
  ])('%s means %s', (word, meant) => expect(nearest(word, ['none', 'mark', 'hours', 'live'])).toBe(meant));

  it('is said to be full-width only when it is', () => {
    expect(wideHint('５０２')).toMatch(/"５" "０" "２"/);
    expect(wideHint('大田 502')).toBeNull();
  });
});
