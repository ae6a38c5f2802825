// What came of a change of an entry, as an answer over HTTP; and which version a change says it was made from.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntryOutcome } from '../directory/changeEntry.ts';
import { problemWords } from '../directory/tables/problemWords.ts';

export const absent = 'no such entry is written down';
export const noVersion =
  'say in If-Match which version was edited, such as "3", or If-None-Match: * for a new entry';

/** The version that the change was made from; 0 for a new entry, null when the request does not say. */
export function versionSeen({ headers }: FastifyRequest): number | null {
  const seen = /^"(\d+)"$/.exec(headers['if-match'] ?? '');
  if (seen !== null) return Number(seen[1]);
  return headers['if-none-match'] === '*' ? 0 : null;
}

/** Why nothing was changed, or null. */
export function outcomeFault(
  outcome: EntryOutcome,
): { readonly code: number; readonly error: string } | null {
  switch (outcome.kind) {
    case 'changed':
    case 'same':
      return null;
    case 'absent':
      return { code: 404, error: absent };
    case 'faulty': {
      const words = outcome.faults.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
      return { code: 400, error: `not understood: ${words}` };
    }
    case 'needed':
      return { code: 409, error: `still needed by ${outcome.by.join(', ')}` };
    case 'late':
      return { code: 412, error: `${outcome.person} changed this meanwhile` };
  }
}

/** The answer to a change of an entry. */
export function answerOutcome(reply: FastifyReply, outcome: EntryOutcome): FastifyReply {
  const fault = outcomeFault(outcome);
  if (fault === null && 'version' in outcome)
    return reply.header('etag', `"${outcome.version}"`).send({ version: outcome.version });
  const { code, error } = fault ?? { code: 500, error: absent };
  return reply.code(code).send({ error, ...detailOf(outcome) });
}

function detailOf(outcome: EntryOutcome): object {
  if (outcome.kind === 'faulty')
    return { faults: outcome.faults.map((fault) => ({ ...fault, text: problemWords(fault.problem) })) };
  if (outcome.kind === 'needed') return { neededBy: outcome.by };
  if (outcome.kind !== 'late') return {};
  const { version, person, at } = outcome;
  return { newest: { version, person, at } };
}
