// The limits of sign-in under a virtual clock: never more tries than the rule, whoever asks; the right one is not
// counted against anybody; memory has an end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSignInLimits, signInLimits } from './signInLimits.ts';

const { account, address, all } = signInLimits;

describe('the limits of sign-in', () => {
  it('let no account and no address have more tries than the rule in any span of time', () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b'),
      from: fc.constantFrom('10.0.0.1', '10.0.0.2', '2001:db8::1', '2001:db8::2'),
      afterMs: fc.nat({ max: 40_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let nowMs = 0;
        const limits = openSignInLimits(() => nowMs);
        const taken: { key: string; atMs: number }[] = [];
        for (const { name, from, afterMs } of steps) {
          nowMs += afterMs;
          if (limits.take(name, from) !== null) continue;
          const net = from.includes(':') ? 'v6' : from;
          taken.push({ key: name, atMs: nowMs }, { key: net, atMs: nowMs });
        }
        for (const key of new Set(taken.map((each) => each.key))) {
          const limit = key === 'a' || key === 'b' ? account : address;
          const times = taken.filter((each) => each.key === key).map(({ atMs }) => atMs);
          for (const [index, first] of times.entries()) {
            const last = times.at(-1) ?? first;
            expect(times.length - index).toBeLessThanOrEqual(
              limit.free + (last - first) / limit.everyMs + 1e-6,
            );
          }
        }
      }),
    );
  });

  it('say how long to wait, and let in after that', () => {
    let nowMs = 0;
    const limits = openSignInLimits(() => nowMs);
    for (let each = 0; each < account.free; each++) expect(limits.take('a', `10.0.0.${each}`)).toBeNull();
    const waitMs = limits.take('a', '10.9.9.9');
    expect(waitMs).toBe(account.everyMs);
    nowMs += (waitMs ?? 0) - 1;
    expect(limits.take('a', '10.9.9.9')).toBe(1);
    nowMs += 1;
    expect(limits.take('a', '10.9.9.9')).toBeNull();
  });

  it('do not count the right ones', () => {
    const limits = openSignInLimits(() => 0);
    for (let each = 0; each < all.free; each++) {
      expect(limits.take('a', '10.0.0.1')).toBeNull();
      limits.giveBack('a', '10.0.0.1');
    }
  });

  it('do not count the right ones against anybody else either', () => {
    const limits = openSignInLimits(() => 0);
    for (let each = 0; each < 10 * all.free; each++) {
      const [name, from] = [`name-${each}`, `10.${each >> 8}.${each & 255}.1`];
      expect(limits.take(name, from)).toBeNull();
      limits.giveBack(name, from);
    }
    expect(limits.take('new', '192.0.2.1')).toBeNull();
  });

  it('let nobody be kept out of where he signs in by what others try elsewhere', () => {
    const other = fc.record({
      name: fc.constantFrom('a', 'b', 'a 10.0.0.1', '10.0.0.1 a', '10.0.0.1'),
      place: fc.nat({ max: 400 }),
      afterMs: fc.nat({ max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(other, { minLength: 50, maxLength: 400 }), (others) => {
        let nowMs = 0;
        const limits = openSignInLimits(() => nowMs);
        limits.take('a', '10.0.0.1');
        limits.giveBack('a', '10.0.0.1');
        for (const { name, place, afterMs } of others) {
          nowMs += afterMs;
          limits.take(name, `192.0.${place >> 8}.${place & 255}`);
        }
        expect(limits.take('a', '10.0.0.1')).toBeNull();
      }),
    );
  });

  it('hold up a known place too, when the guesses come from there', () => {
    const limits = openSignInLimits(() => 0);
    limits.take('a', '10.0.0.1');
    limits.giveBack('a', '10.0.0.1');
    for (let each = 0; each < account.free; each++) expect(limits.take('a', '10.0.0.1')).toBeNull();
    expect(limits.take('a', '10.0.0.1')).toBe(account.everyMs);
    for (let each = account.free; each < address.free; each++)
      expect(limits.take(`b-${each}`, '10.0.0.1')).toBeNull();
    expect(limits.take('c', '10.0.0.1')).toBe(address.everyMs);
  });

  it('remember a bounded number of names', () => {
    let nowMs = 0;
    const limits = openSignInLimits(() => nowMs);
    for (let each = 0; each < 25_000; each++) {
      nowMs += all.everyMs;
      limits.take(`name-${each}`, `2001:db8:${(each >> 8).toString(16)}:${(each & 255).toString(16)}::1`);
    }
    expect(limits.remembered()).toBe(20_000);
  });
});
