// Never less than what is wanted, never a broken policy, and of the rest the strongest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strongest } from './security.ts';

const ranking = ['Aes256_Sha256_RsaPss', 'Aes128_Sha256_RsaOaep', 'Basic256Sha256'];
const way = fc.record({
  mode: fc.constantFrom('None', 'Sign', 'SignAndEncrypt', 'Invalid'),
  policy: fc.constantFrom(...ranking, 'None', 'Basic128Rsa15', 'Basic256', 'Aes512_Future', ''),
});

describe('the policy for a connection', () => {
  it('is the strongest of today that is offered in the wanted mode, or none', () => {
    fc.assert(
      fc.property(fc.array(way), fc.constantFrom('sign', 'sign-and-encrypt'), (offered, wanted) => {
        const mode = wanted === 'sign' ? 'Sign' : 'SignAndEncrypt';
        const possible = ranking.filter((policy) =>
          offered.some((each) => each.mode === mode && each.policy === policy),
        );
        expect(strongest(offered, wanted)).toBe(possible[0] ?? null);
      }),
    );
  });
});
