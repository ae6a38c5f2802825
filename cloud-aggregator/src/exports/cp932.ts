// Text in CP932, which old programs for Windows read (domain 8.5). What it lacks becomes a plain letter or 〓, and every
// replacement is remembered for a list beside the files, so that no name is changed unseen.
import iconv from 'iconv-lite';

export interface Cp932Writer {
  encode(text: string): Uint8Array;
  /** What was replaced by what, in the order of the characters. */
  replacements(): readonly (readonly [from: string, to: string])[];
}

const geta = '〓';
/** Signs that CP932 has under another number; all others go by what Unicode takes them for. */
const alike = new Map([
  ['—', '―'],
  ['〜', '～'],
  ['−', '－'],
  ['‖', '∥'],
  ['¢', '￠'],
  ['£', '￡'],
  ['¬', '￢'],
  ['¥', '￥'],
  ['≤', '≦'],
  ['≥', '≧'],
  ['–', '-'],
]);

export function openCp932Writer(): Cp932Writer {
  const known = new Map<string, string>();
  const replaced = new Map<string, string>();
  const written = (character: string): string => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const found = isIn(character) ? character : (substituteOf(character) ?? geta);
    known.set(character, found);
    if (found !== character) replaced.set(character, found);
    return found;
  };
  return {
    encode: (text) => iconv.encode([...text].map(written).join(''), 'cp932'),
    replacements: () => [...replaced].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function isIn(text: string): boolean {
  return iconv.decode(iconv.encode(text, 'cp932'), 'cp932') === text;
}

function substituteOf(character: string): string | null {
  const plain = character.normalize('NFKC');
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  const micro = plain.replaceAll('μ', 'μ');
  return (
    [alike.get(character), micro, bare].find((each) => each !== undefined && each !== '' && isIn(each)) ??
    null
  );
}
