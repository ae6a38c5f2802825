// The code that a person types: every slip is found before it is sent; no width or case of a phone's keyboard harms.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeAlphabet, codeBytes, readCode, writeCode } from './enrolmentCode.ts';
import { answerProof, codeKeys, isSameProof, requestProof } from './enrolmentProof.ts';

const code = fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes }).map(writeCode);
const letter = fc.constantFrom(...codeAlphabet);
const place = fc.nat({ max: codeBytes });
const plain = (text: string): string[] => [...text.replace('-', '')];

it('has no letter that is taken for another, five bits in each', () => {
  expect(codeAlphabet).not.toMatch(/[01OI]/);
  expect(new Set(codeAlphabet).size).toBe(32);
  fc.assert(
    fc.property(code, (each) => {
      expect(each).toMatch(/^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/);
    }),
  );
});

it('is read as it was written, also in lower case, full width, without or with other hyphens', () => {
  const wide = (text: string): string =>
    text.replaceAll(/[0-9A-Z]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));
  fc.assert(
    fc.property(code, (each) => {
      for (const typed of [
        each,
        each.toLowerCase(),
        wide(each),
        each.replace('-', ''),
        ` ${each.replace('-', ' ー ')}`,
      ])
        expect(readCode(typed)).toEqual({ code: each });
    }),
  );
});

it('finds every single wrong character and every two that changed places', () => {
  fc.assert(
    fc.property(code, place, letter, (each, at, other) => {
      const letters = plain(each);
      fc.pre(letters[at] !== other);
      letters[at] = other;
      expect(readCode(letters.join(''))).toEqual({ fault: 'check' });
    }),
  );
  fc.assert(
    fc.property(code, place, place, (each, one, two) => {
      const letters = plain(each);
      const [a = '', b = ''] = [letters[one], letters[two]];
      fc.pre(a !== b);
      letters[one] = b;
      letters[two] = a;
      expect(readCode(letters.join(''))).toEqual({ fault: 'check' });
    }),
  );
});

it('says what is wrong with anything else', () => {
  expect(readCode('K7MQ3')).toEqual({ fault: 'length' });
  expect(readCode('K7MQ0-X9TBF')).toEqual({ fault: 'character' });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = readCode(text);
      if ('code' in read) expect(plain(read.code)).toHaveLength(10);
      else expect(['length', 'character', 'check']).toContain(read.fault);
    }),
  );
});

it('proves its knowledge for one request and one answer only', async () => {
  const [ours, other] = await Promise.all([codeKeys('AAAAA-AAAAA'), codeKeys('AAAAA-AAAAB')]);
  expect(ours.name).not.toBe(other.name);
  const proofs = [
    requestProof(ours, 'a'),
    requestProof(ours, 'b'),
    requestProof(other, 'a'),
    answerProof(ours, 'a', 'x'),
    answerProof(ours, 'ax', ''),
    answerProof(other, 'a', 'x'),
  ];
  expect(new Set(proofs).size).toBe(proofs.length);
  expect(isSameProof(requestProof(ours, 'a'), requestProof(ours, 'a'))).toBe(true);
  expect(isSameProof(requestProof(ours, 'a'), 'short')).toBe(false);
});
