// Pure: the name and the value of a changed field, as an office reads them in a history or before a take-over.
import type { Language } from '../text/language.ts';

/** `machines.lathe-1.name.ja` as "機械 lathe-1 名称"; a part that is no word of ours stays as it is. */
export function fieldName(path: string, words: Readonly<Record<string, string>>): string {
  const parts = path.split('.');
  const wordOf = (text: string): string | undefined => (Object.hasOwn(words, text) ? words[text] : undefined);
  const said: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const pair = wordOf(`${part}.${parts[at + 1]}`);
    said.push(pair ?? wordOf(part) ?? part);
    if (pair !== undefined) at += 1;
  }
  return said.join(' ');
}

/** A value short enough for a line. */
export function fieldValue(value: unknown, language: Language, nothing: string): string {
  if (value === null || value === undefined) return nothing;
  if (Array.isArray(value)) return value.map((each) => fieldValue(each, language, nothing)).join('、');
  if (typeof value !== 'object') return String(value);
  const { name, code, id, from } = value as Readonly<Record<string, unknown>>;
  if (typeof name === 'string') return name;
  if (name !== null && typeof name === 'object')
    return String((name as Readonly<Record<string, unknown>>)[language] ?? '');
  const word = code ?? id ?? from;
  return word === undefined ? JSON.stringify(value) : String(word);
}
