// What a server lets a client ask in one call (OPC 10000-5, OperationLimits), and asking in parts that fit.
// Promise: answers come in the order of the questions; a server that is stricter than it says is asked for less.

/** The most nodes in one call of each kind. */
export interface ServerLimits {
  readonly nodesPerRead: number;
  readonly nodesPerBrowse: number;
  readonly nodesPerTranslate: number;
  readonly itemsPerCall: number;
}

/** What is asked of a server that names no limits. */
const unlimited = 1_000;

/** The limits out of the four values as they were read, in the order of `ServerLimits`; 0 or no number is no limit. */
export function serverLimits(values: readonly unknown[]): ServerLimits {
  const limit = (index: number): number => {
    const value = values[index];
    return typeof value === 'number' && value >= 1 ? Math.min(Math.floor(value), unlimited) : unlimited;
  };
  return {
    nodesPerRead: limit(0),
    nodesPerBrowse: limit(1),
    nodesPerTranslate: limit(2),
    itemsPerCall: limit(3),
  };
}

const tooMuch = /TooManyOperations|RequestTooLarge|ResponseTooLarge|EncodingLimitsExceeded/;

/** Asks all the questions, `most` at a time. Throws what `ask` throws, unless smaller parts help. */
export async function inParts<Q, A>(
  questions: readonly Q[],
  most: number,
  ask: (part: readonly Q[]) => Promise<readonly A[]>,
): Promise<readonly A[]> {
  const answers: A[] = [];
  let size = Math.max(1, most);
  while (answers.length < questions.length) {
    const part = questions.slice(answers.length, answers.length + size);
    try {
      const told = await ask(part);
      if (told.length !== part.length)
        throw new Error(`the server gave ${told.length} answers to ${part.length} questions`);
      answers.push(...told);
    } catch (error) {
      if (part.length === 1 || !tooMuch.test(String(error))) throw error;
      size = Math.ceil(part.length / 2);
    }
  }
  return answers;
}
