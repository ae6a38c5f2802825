// Whatever is written down is read in both languages with its figures, and nothing of it is lost.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detailIn } from './auditTexts.ts';

it('is said in Japanese where there is a phrase', () => {
  expect(detailIn('ja', 'a wrong password, from 192.0.2.1')).toBe('パスワード違い（192.0.2.1 から）');
  expect(detailIn('ja', 'from ::1; 12 more before it')).toBe('::1 から、ほかに12回');
  expect(detailIn('en', 'from ::1')).toBe('from ::1');
  expect(detailIn('ja', 'owner\tkamata')).toBe('owner kamata');
});

it('keeps what has no phrase, and every figure of what has one', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, fc.string(), (from, text) => {
      expect(detailIn('ja', `from ${from}`)).toContain(from);
      expect(detailIn('ja', `a locked account, from ${from}`)).toContain(from);
      expect(detailIn('ja', `x${text}`)).toBe(`x${text.replaceAll('\t', ' ')}`);
    }),
  );
});
