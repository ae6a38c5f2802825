// However a word is written, it finds the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finderOf, fold, together, variantsOf } from './searchText.ts';

const isFound = (typed: string, texts: readonly string[]): boolean =>
  finderOf(typed)(together(texts.map(fold)));

describe('search', () => {
  it.each(['マシニング', 'ﾏｼﾆﾝｸﾞ', 'ましにんぐ', 'ＭＣ', 'mc', 'エムシー', 'えむしー', 'マシニングセンター'])(
    'finds a machining centre by %s',
    (typed) => {
      expect(isFound(typed, ['立形マシニングセンタ', '蒲田精密'])).toBe(true);
      expect(isFound(typed, ['NC旋盤', '蒲田精密'])).toBe(false);
    },
  );

  it('takes words in any order and asks for all of them', () => {
    expect(isFound('ＳＵＳ　旋盤', ['NC旋盤', 'ステンレス'])).toBe(true);
    expect(isFound('SUS 旋盤', ['NC旋盤', 'アルミ'])).toBe(false);
    expect(isFound('旋盤、蒲田', ['蒲田精密', 'NC旋盤'])).toBe(true);
  });

  it('finds no word that begins in one text and ends in the next', () => {
    expect(isFound('AB', ['xA', 'Bx'])).toBe(false);
    expect(isFound('A B', ['xA', 'Bx'])).toBe(true);
  });

  it('finds everything when nothing is typed', () => {
    expect(isFound(' 　', ['何か'])).toBe(true);
  });

  it('does not depend on width, case or kana', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9ァ-ヴ]{1,8}$/);
    fc.assert(
      fc.property(word, (text) => {
        const wide = text.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));
        expect(fold(wide)).toBe(fold(text));
        expect(fold(text.toUpperCase())).toBe(fold(text));
        expect(fold(fold(text))).toBe(fold(text));
        expect(isFound(text, [`前${wide}後`])).toBe(true);
      }),
    );
  });

  it('means the same by each word of a line', () => {
    for (const each of variantsOf('MC')) expect(new Set(variantsOf(each))).toEqual(new Set(variantsOf('MC')));
  });
});
