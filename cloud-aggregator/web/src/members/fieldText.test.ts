// A change is told in words of the office: the field by its name, the thing by its own.
import { expect, it } from 'vitest';
import { memberTexts } from '../text/memberTexts.ts';
import { fieldName, fieldValue } from './fieldText.ts';

it('names fields in both languages and leaves ids as they are', () => {
  const { ja, en } = memberTexts;
  expect(fieldName('machines.lathe-1.name.ja', ja.field)).toBe('機械 lathe-1 名称');
  expect(fieldName('machines.lathe-1.name.en', en.field)).toBe('Machine lathe-1 Name (English)');
  expect(fieldName('contacts.佐藤.phone', ja.field)).toBe('連絡先 佐藤 電話');
  expect(fieldName('attributes.maxXMm', ja.field)).toBe('能力 最大寸法 X');
  expect(fieldName('machines.constructor.name.ja', ja.field)).toBe('機械 constructor 名称');
  expect(fieldName('attributes.tableLoadKg', ja.field)).toBe('能力 tableLoadKg');
});

it('says a thing by its name, a list in a row, and nothing as nothing', () => {
  const machine = { id: 'lathe-1', name: { ja: '旋盤', en: 'Lathe' } };
  expect(fieldValue(machine, 'ja', 'なし')).toBe('旋盤');
  expect(fieldValue(machine, 'en', 'nothing')).toBe('Lathe');
  expect(fieldValue([{ code: 'TURN' }, { code: 'MILL-5' }], 'ja', 'なし')).toBe('TURN、MILL-5');
  expect(fieldValue(null, 'ja', 'なし')).toBe('なし');
  expect(fieldValue({ people: 2 }, 'ja', 'なし')).toBe('{"people":2}');
  expect(fieldValue(false, 'ja', 'なし')).toBe('false');
});
