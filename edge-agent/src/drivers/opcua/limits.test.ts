// Requests in parts: each answer at its question's place, never more than the server allows, even unsaid.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParts, serverLimits } from './limits.ts';

describe("a server's limits", () => {
  it('are taken as they are; none, nonsense and boasting mean ours', () => {
    expect(serverLimits([5, 0, null, 1e9])).toEqual({
      nodesPerRead: 5,
      nodesPerBrowse: 1_000,
      nodesPerTranslate: 1_000,
      itemsPerCall: 1_000,
    });
  });

  it('are never exceeded, and the answers stand in the order of the questions', async () => {
    const stated = fc.integer({ min: 1, max: 50 });
    const questions = fc.array(fc.integer(), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(questions, stated, stated, async (all, most, secretly) => {
        const asked: number[] = [];
        const answers = await inParts(all, most, async (part) => {
          if (part.length > secretly) throw new Error('BadTooManyOperations (0x80100000)');
          asked.push(part.length);
          return part.map((each) => each * 2);
        });
        expect(answers).toEqual(all.map((each) => each * 2));
        expect(Math.max(0, ...asked)).toBeLessThanOrEqual(Math.min(most, secretly));
      }),
    );
  });

  it('do not hide other troubles, nor answers that are missing', async () => {
    const refuse = async (): Promise<never> => Promise.reject(new Error('BadSessionClosed'));
    await expect(inParts([1, 2], 2, refuse)).rejects.toThrow('BadSessionClosed');
    await expect(inParts([1, 2], 2, async () => [1])).rejects.toThrow('1 answers to 2 questions');
  });
});
