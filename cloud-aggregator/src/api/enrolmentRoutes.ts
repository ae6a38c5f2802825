// Where boxes enrol and renew. No sign-in stands before these two routes: what opens them is a code or a key. So they
// are small, they count who is wrong, and they tell nothing but why it is refused.
import { type Clock, joinRequestShape, type Log, renewRequestShape } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { RefusedError } from '../enrolment/certify.ts';
import type { Enrolment } from '../enrolment/enrolment.ts';
import { openFailureLimits } from '../enrolment/failureLimits.ts';
import { inTurn } from '../enrolment/inTurn.ts';
import type { Measures } from '../measures.ts';
import type { Sparingly } from '../sparingly.ts';

export interface EnrolmentDesk {
  readonly enrolment: Enrolment;
  readonly clock: Clock;
  readonly log: Log;
  readonly measures: Measures;
  readonly quiet: Sparingly;
}

/** A signing request for P-256 has about 400 characters. */
const bodyLimit = 8_192;

/** Adds POST /api/enrolment and POST /api/enrolment/renew; null where the aggregator makes no certificates. */
export function addEnrolmentRoutes(server: FastifyInstance, desk: EnrolmentDesk | null): void {
  if (desk === null) return;
  const tries = openFailureLimits(() => desk.clock.monotonicMs());
  // In turn, so that of many tries at once each knows of the failures before it.
  const turn = inTurn();
  const counted = async (ip: string, work: () => Promise<object>): Promise<object> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RefusedError && error.reason !== 'too-many-tries') tries.failed(ip);
      throw error;
    }
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply, work: () => Promise<object>) => {
    reply.header('cache-control', 'no-store');
    try {
      return await turn(() => counted(request.ip, work));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      tell(desk, request.ip, error);
      const code = error.reason === 'not-understood' ? 400 : error.reason === 'too-many-tries' ? 429 : 403;
      return reply.code(code).send({ error: error.message, reason: error.reason });
    }
  };
  const check = (may: boolean): void => {
    if (!may) throw new RefusedError('too-many-tries', 'too many wrong tries; try again later');
  };
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.post('/api/enrolment', { bodyLimit, schema: { body: joinRequestShape } }, (request, reply) =>
    answer(request, reply, async () => {
      check(tries.mayTry(request.ip));
      const joined = await desk.enrolment.join(request.body);
      desk.measures.enrolments.inc({ what: 'joined' });
      return joined;
    }),
  );
  typed.post('/api/enrolment/renew', { bodyLimit, schema: { body: renewRequestShape } }, (request, reply) =>
    answer(request, reply, async () => {
      check(tries.mayProve(request.ip));
      const renewed = await desk.enrolment.renew(request.body.request);
      desk.measures.enrolments.inc({ what: 'renewed' });
      return renewed;
    }),
  );
}

function tell(
  { measures, log, quiet }: EnrolmentDesk,
  address: string,
  { reason, message }: RefusedError,
): void {
  measures.enrolmentRefusals.inc({ reason });
  const leftOut = quiet(`enrolment ${address}`);
  if (leftOut !== null) log.warn({ address, reason, detail: message, leftOut }, 'an enrolment was refused');
}
