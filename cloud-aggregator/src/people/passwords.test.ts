// Passwords: only the right one is right, what is stored says how it was made, and full-width letters are the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashPassword, isOutdated, isPassword, newPassword, passwordFault } from './passwords.ts';

const cheap = { memory: 64, passes: 1, parallelism: 1 };

describe('passwords', () => {
  it('are right when they are the same, and wrong otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (one, other) => {
        const stored = await hashPassword(one, cheap);
        expect(await isPassword(one, stored)).toBe(true);
        expect(await isPassword(other, stored)).toBe(one.normalize('NFKC') === other.normalize('NFKC'));
        expect(await hashPassword(one, cheap)).not.toBe(stored);
      }),
      { numRuns: 50 },
    );
  });

  it('are stored with their parameters, by which a weaker hash is known', async () => {
    const stored = await hashPassword('of-this-test-only');
    expect(stored).toMatch(/^argon2id\$19456\$2\$1\$/);
    expect(isOutdated(stored)).toBe(false);
    expect(isOutdated(await hashPassword('of-this-test-only', cheap))).toBe(true);
    await expect(isPassword('x', 'plain text')).rejects.toThrow(/cannot be read/);
  });

  it('may be typed in full-width letters', async () => {
    expect(await isPassword('ｋ７ｗｍ-p3xr', await hashPassword('k7wm-p3xr', cheap))).toBe(true);
  });

  it('that are made here pass their own rule, and no two are the same', () => {
    const made = Array.from({ length: 100 }, newPassword);
    expect(new Set(made).size).toBe(100);
    for (const each of made) {
      expect(each).toMatch(/^[2-9a-z]{4}(-[2-9a-z]{4}){3}$/);
      expect(each).not.toMatch(/[01ilo]/);
    }
    expect(passwordFault(made[0] ?? '', 'nobody-at-all', made[1] ?? '')).toBeNull();
  });

  it.each([
    ['short', 'at least 12'],
    ['aaaaaaaaaaaaaaaa', 'different'],
    ['xxKAMATAyyzz12', 'the name'],
    ['x'.repeat(300), 'at most'],
    ['ｔhe-one-Before', 'another one'],
  ])('%s is refused', (password, why) => {
    expect(passwordFault(password, 'kamata', 'the-one-Before')).toContain(why);
  });
});
