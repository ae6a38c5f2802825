// Whatever is written down is read in both languages with its figures, and nothing of it is lost.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditKinds, isOfKind, kindRule } from '../../../src/directory/auditKinds.ts';
import { editedKinds } from '../../../src/directory/entryFaults.ts';
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
  deeds.push(...editedKinds.flatMap((kind) => [`${kind}.changed`, `${kind}.removed`]));
  for (const { deeds: known } of [auditTexts.ja, auditTexts.en])
    expect(deeds.filter((deed) => known[deed] === undefined)).toEqual([]);
});

it('is said in Japanese where there is a phrase', () => {
  expect(detailIn('ja', 'a wrong password, from 192.0.2.1')).toBe('パスワード違い（192.0.2.1 から）');
  expect(detailIn('ja', 'from ::1; 12 more before it')).toBe('::1 から、ほかに12回');
  expect(detailIn('en', 'from ::1')).toBe('from ::1');
  expect(detailIn('ja', 'owner\tkamata')).toBe('owner kamata');
  expect(detailIn('ja', 'version 3: name.ja, machines.lathe-1.attributes.maxXMm')).toBe(
    '第3版：名称、機械 lathe-1 能力 最大寸法 X',
  );
  expect(detailIn('ja', 'version 1: new')).toBe('第1版：新しく登録');
  expect(detailIn('ja', 'open for the week of 2026-11-16')).toBe('2026-11-16 の週：受けられる');
  expect(detailIn('ja', 'full for the week of 2026-11-16, by the link that office made')).toBe(
    '2026-11-16 の週：いっぱい（officeさんが作った回答リンクから）',
  );
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
