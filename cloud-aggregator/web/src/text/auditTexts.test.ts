// Whatever is written down is read in both languages with its figures, and nothing of it is lost.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditKinds, isOfKind, kindRule } from '../../../src/directory/auditKinds.ts';
import { auditTexts, detailIn } from './auditTexts.ts';

it('has a word in both languages for every deed that the aggregator writes down', () => {
  const source = join(import.meta.dirname, '../../../src');
  const files = globSync('**/*.ts', { cwd: source }).filter((file) => !file.endsWith('.test.ts'));
  const text = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
  const named = auditKinds.filter((kind) => kind !== 'other').map(kindRule);
  const words = [...text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, word = '']) => word);
  // Files and fields that begin like a deed.
  const isOther = (word: string): boolean => /\.(xlsx|zip|sqlite|desk|circle|consortium)$/.test(word);
  const isDeed = (word: string): boolean => !isOther(word) && named.some((rule) => isOfKind(rule, word));
  const deeds = [...new Set(words)].filter(isDeed);
  expect(deeds.length).toBeGreaterThan(25);
  for (const { deeds: known } of [auditTexts.ja, auditTexts.en])
    expect(deeds.filter((deed) => known[deed] === undefined)).toEqual([]);
});

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
