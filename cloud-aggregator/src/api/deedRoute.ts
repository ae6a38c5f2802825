// How a person's deed is answered over HTTP: what it gives, or 204 when there is nothing to say; why it is not done, by
// its code. Nothing of it is kept on the way.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotDoneError } from '../notDoneError.ts';
import type { CallerOf } from './guard.ts';

/** What was asked, by whom; null when there is nothing to say. */
type Deed = (by: string) => object | null | Promise<object | null>;
/** Does the deed and answers. */
export type Take = (request: FastifyRequest, reply: FastifyReply, deed: Deed) => Promise<FastifyReply>;

const codes: Readonly<Record<string, number>> = { 'not-understood': 400, 'not-there': 404 };
/** It is against what is there. */
const conflict = 409;

/** Of routes that the table of access keeps for persons. */
export function deedRoute(callerOf: CallerOf): Take {
  return async (request, reply, deed) => {
    reply.header('cache-control', 'no-store');
    const caller = callerOf(request);
    if (caller.kind !== 'person') throw new Error('BUG: only a person gets here');
    try {
      const answer = await deed(caller.person.id);
      return answer === null ? reply.code(204).send() : reply.send(answer);
    } catch (error) {
      if (!(error instanceof NotDoneError)) throw error;
      const { reason, message } = error;
      return reply.code(codes[reason] ?? conflict).send({ error: message, reason });
    }
  };
}
