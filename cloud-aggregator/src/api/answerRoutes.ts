// `/api/answer`: a workshop's word for the week by a link from a message. Promise: opening it changes nothing; a change
// is the link's own POST, each word once, written down with who made the link. The secret comes in a header and stands
// behind the # of the link, so that no proxy's log and no preview of a message has it.
import { localDate } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mondayOf } from '../directory/localDates.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { Records } from '../directory/records.ts';
import { makeAnswerLink } from '../people/answerLinkDeed.ts';
import { openAnswerLinks } from '../people/answerLinks.ts';
import type { CallerOf } from './guard.ts';
import { stanceBody, stanceSaid } from './ownChange.ts';

export interface AnswerDesk {
  readonly clock: Clock;
  readonly records: Records;
  readonly plans: PlanBook;
}

/** The header with the link's secret. */
const linkHeader = 'x-answer-link';
const noQuery = z.strictObject({});
const ofWorkshop = z.strictObject({ workshop: z.string().max(100) });

/** Adds the routes. */
export function addAnswerRoutes(server: FastifyInstance, desk: AnswerDesk, callerOf: CallerOf): void {
  const { clock, records, plans } = desk;
  const { members, audit, database } = records;
  const links = openAnswerLinks(database);
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const linkOf = (request: FastifyRequest) => {
    const secret = request.headers[linkHeader];
    const link = typeof secret === 'string' ? links.find(secret, clock.now()) : null;
    const workshop = link === null ? undefined : members.now().workshops.get(link.workshop);
    return link === null || workshop === undefined || typeof secret !== 'string'
      ? null
      : { ...link, secret, workshop };
  };
  const make = { schema: { params: ofWorkshop, querystring: noQuery } };
  typed.post('/api/workshops/:workshop/answer-link', make, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { workshop } = request.params;
    const caller = callerOf(request);
    const person = caller.kind === 'person' ? caller.person.id : 'open';
    if (!members.now().workshops.has(workshop))
      return reply.code(404).send({ error: 'no such company is written down' });
    return makeAnswerLink(records, workshop, person, clock.now());
  });
  typed.get('/api/answer', { schema: { querystring: noQuery } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const link = linkOf(request);
    if (link === null) return gone(reply);
    const week = mondayOf(localDate(clock.now(), plans.timeZone));
    const stance = members.now().stances.get(link.workshop.id);
    const answer = stance?.week === week ? stance.answer : null;
    const { name } = link.workshop;
    return { workshop: name, week, answer, said: link.said, expires: link.expires, timeZone: plans.timeZone };
  });
  typed.post('/api/answer', { schema: { body: stanceBody, querystring: noQuery } }, (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { answer } = request.body;
    const at = clock.now();
    const refused = database.durably(() => {
      const link = linkOf(request);
      if (link === null) return 'gone';
      if (link.said.includes(answer)) return 'said';
      const body = stanceSaid(answer, localDate(at, plans.timeZone), at);
      const person = 'answer-link';
      links.use(link.secret, answer);
      members.change({ kind: 'stance', id: link.workshop.id, body, person, at });
      const detail = `${answer} for the week of ${body.week}, by the link that ${link.person} made`;
      audit.note({ at, person, deed: 'stance.said', subject: link.workshop.id, detail });
      return null;
    });
    if (refused === 'gone') return gone(reply);
    if (refused === 'said') return reply.code(409).send({ error: 'this link has said that word already' });
    return reply.code(204).send();
  });
}

function gone(reply: FastifyReply): FastifyReply {
  return reply.code(410).send({ error: 'this link is not known, or its time is over' });
}
