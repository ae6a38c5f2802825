// `GET /api/workshops/:workshop`: the card of a company. Who opened it is written down once a day, and the owner reads
// it (domain 6.6, "who looked").
import { localDate } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AuditLog } from '../directory/auditLog.ts';
import type { Directory } from '../directory/directory.ts';
import { companyCard } from './companyCard.ts';
import type { CallerOf } from './guard.ts';

export interface CompanyDesk {
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly directory: () => Directory;
}

/** The deed of a line that says who looked. */
export const lookedDeed = 'workshop.looked-at';
const shortId = z.string().max(100);

/** Adds the route. */
export function addCompanyRoutes(server: FastifyInstance, desk: CompanyDesk, callerOf: CallerOf): void {
  const { clock, audit, directory } = desk;
  const seen = new Map<string, string>();
  const schema = { params: z.strictObject({ workshop: shortId }), querystring: z.strictObject({}) };
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/workshops/:workshop', { schema }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const card = companyCard(directory(), request.params.workshop, 'desk');
    if (card === null) return reply.code(404).send({ error: 'no such company is written down' });
    const caller = callerOf(request);
    if (caller.kind === 'person' && !caller.person.workshops.includes(card.id)) {
      const at = clock.now();
      const date = localDate(at, directory().timeZone);
      const key = `${caller.person.id} ${card.id}`;
      if (seen.get(key) !== date) {
        seen.set(key, date);
        audit.note({ at, person: caller.person.id, deed: lookedDeed, subject: card.id, detail: '' });
      }
    }
    return card;
  });
}
