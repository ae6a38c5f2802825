// Figures with units are conditions however they are written; all other words stay as they are.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noFilter } from './filter.ts';
import { meantBy, understood } from './meantBy.ts';

const typed = (text: string) => {
  const { text: rest, size, hours, accuracy, lot } = meantBy({ ...noFilter, text });
  return { rest, size, hours, accuracy, lot };
};
const nothing = { rest: '', size: null, hours: null, accuracy: null, lot: null };

it('understands figures as shops write them', () => {
  expect(typed('旋削 ステンレス 200mm 4時間')).toEqual({
    ...nothing,
    rest: '旋削 ステンレス',
    size: 200,
    hours: 4,
  });
  expect(typed('turning, stainless, 200 mm, 4 hours')).toEqual({
    ...nothing,
    rest: 'turning stainless',
    size: 200,
    hours: 4,
  });
  expect(typed('φ２００　４ｈ　±0.01 100個')).toEqual({
    rest: '',
    size: 200,
    hours: 4,
    accuracy: 0.01,
    lot: 100,
  });
  expect(typed('4時間以上 300 ミリ')).toEqual({ ...nothing, size: 300, hours: 4 });
});

it('leaves words and names with figures alone', () => {
  for (const text of ['5軸', '150トンプレス', 'NC旋盤 3', 'M12', 'SUS304', '0mm', ''])
    expect(typed(text)).toEqual({ ...nothing, rest: text });
});

it('asks for the same when it is asked again, and never over what is set', () => {
  const word = fc.constantFrom('旋削', '200mm', '4時間', '±0.02', '50個', 'φ30', '6 h', 'lathe');
  const set = fc.option(fc.integer({ min: 1, max: 900 }));
  fc.assert(
    fc.property(fc.array(word), set, set, (words, size, hours) => {
      const filter = { ...noFilter, text: words.join(' '), size, hours };
      const meant = meantBy(filter);
      expect(meantBy(meant)).toEqual(meant);
      expect(understood(meant)).toEqual([]);
      if (size !== null) expect(meant.size).toBe(size);
      if (hours !== null) expect(meant.hours).toBe(hours);
      expect(understood(filter).every((name) => filter[name] === null && meant[name] !== null)).toBe(true);
    }),
  );
});
