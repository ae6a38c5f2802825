// `GET /api/audit`: the audit log by page, person, kind and day; for administrators. Nobody changes a line of it.
import { dayBounds } from '@nakamawashi/machine-model';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { auditKinds } from '../directory/auditKinds.ts';
import type { AuditLog } from '../directory/auditLog.ts';

export interface AuditRoutes {
  readonly audit: Pick<AuditLog, 'page'>;
  readonly plans: { readonly timeZone: string };
}

const linesOfPage = 100;
const auditQuery = z.strictObject({
  day: z.iso.date('a date such as 2026-11-01 is needed').optional(),
  person: z.string().max(100).optional(),
  kind: z.enum(auditKinds, { error: `one of ${auditKinds.join(', ')} is needed` }).optional(),
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(Number.MAX_SAFE_INTEGER),
});

/** Adds the route. */
export function addAuditRoutes(server: FastifyInstance, { audit, plans }: AuditRoutes): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/audit', { schema: { querystring: auditQuery } }, async (request, reply) => {
    const { day, person, kind, before } = request.query;
    const { timeZone } = plans;
    reply.header('cache-control', 'no-store');
    return {
      timeZone,
      ...audit.page({
        before,
        limit: linesOfPage,
        ...(day === undefined ? {} : { span: dayBounds(day, timeZone) }),
        ...(person === undefined ? {} : { person }),
        ...(kind === undefined ? {} : { kind }),
      }),
    };
  });
}
