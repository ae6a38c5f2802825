// What CP932 has and lacks (domain 8.5).
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { openCp932Writer } from './cp932.ts';

describe('the CP932 writer', () => {
  it('keeps what CP932 has beyond strict Shift_JIS', () => {
    const writer = openCp932Writer();
    const text = '髙﨑㈱①－～旋盤ｱ〒';
    expect(iconv.decode(Buffer.from(writer.encode(text)), 'cp932')).toBe(text);
    expect(writer.replacements()).toEqual([]);
  });

  it('replaces what it lacks by something plain or 〓, and lists each once', () => {
    const writer = openCp932Writer();
    const written = writer.encode('𠮷㎛≤²é—¥𠮷');
    expect(iconv.decode(Buffer.from(written), 'cp932')).toBe('〓μm≦2e―￥〓');
    const list = new Map(writer.replacements());
    expect([...list.keys()].sort()).toEqual([...new Set('𠮷㎛≤²é—¥')].sort());
    expect(list.get('é')).toBe('e');
  });
});
