// `GET /api/exports`: the months and their versions. `/api/exports/YYYY-MM`: a month's file in an edition and a
// format, from a version that was made (domain 8). `…/key-figures`: what its tables of key figures say.
// Who gets which edition is decided here, each file is noted in the audit log, and another thread makes it.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { localDate } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { encodings, formats } from '../exports/editionFiles.ts';
import { DeskBusy, type ExportDesk } from '../exports/exportDesk.ts';
import type { ExportHome } from '../exports/exportHome.ts';
import type { ExportResult } from '../exports/exportJob.ts';
import type { ExportRequest } from '../exports/exportMonth.ts';
import { openIssueBook } from '../exports/issueBook.ts';
import { issueCalendar } from '../exports/issueMonth.ts';
import { monthList, yearList } from '../exports/monthList.ts';
import { editionFault, isOffice } from '../people/editionAccess.ts';
import type { Caller } from '../people/roles.ts';
import type { CallerOf } from './guard.ts';

const monthShape = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-10 is needed'),
});

const exportQuery = z.strictObject({
  edition: z.enum(['own', 'internal', 'public'], { error: 'own, internal or public is needed' }),
  format: z.enum(formats).default('xlsx'),
  language: z.enum(['ja', 'en']).default('ja'),
  encoding: z.enum(encodings).default('utf-8'),
  /** Of the own edition; an owner of one workshop need not say it. */
  workshop: z.string().max(63).optional(),
  version: z.coerce.number().int().min(1).optional(),
});

export interface ExportRoutes {
  readonly clock: Clock;
  readonly home: ExportHome;
  readonly desk: ExportDesk;
}

const types: Readonly<Record<string, string>> = {
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.json': 'application/json; charset=utf-8',
  '.zip': 'application/zip',
};

export function addExportRoutes(server: FastifyInstance, routes: ExportRoutes, callerOf: CallerOf): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/exports', { schema: { querystring: z.strictObject({}) } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { timeZone, dataDir } = routes.home;
    const book = openIssueBook(dataDir);
    const today = localDate(routes.clock.now(), timeZone);
    const months = [...book.active().keys()].map(book.issues);
    const calendar = issueCalendar(routes.home);
    const list = monthList(months, callerOf(request), { today, calendar });
    return { timeZone, today, years: yearList(list, today), months: list };
  });
  const ofMonth = { params: monthShape, querystring: z.strictObject({}) };
  typed.get('/api/exports/:month/key-figures', { schema: ofMonth }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { month } = request.params;
    const told = await tellKeyFigures(routes, month);
    if (told === 'busy') return busy(reply);
    if (told.kind !== 'told') return reply.code(404).send({ error: absent(month, null) });
    return { month, version: told.version, tables: told.tables };
  });
  const schema = { params: monthShape, querystring: exportQuery };
  typed.get('/api/exports/:month', { schema }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const caller = callerOf(request);
    const { edition, version = null, ...form } = request.query;
    const workshop = edition === 'own' ? (form.workshop ?? onlyWorkshop(caller)) : undefined;
    const fault = editionFault(caller, edition, workshop);
    if (fault !== null) return reply.code(403).send({ error: fault });
    const wish = {
      ...form,
      edition,
      workshop,
      isForOffice: isOffice(caller),
      person: nameOf(caller),
      at: routes.clock.now(),
    };
    return sendFile(routes, reply, { month: request.params.month, version, wish });
  });
}

async function tellKeyFigures(
  { clock, home, desk }: ExportRoutes,
  month: string,
): Promise<ExportResult | 'busy'> {
  return desk.perform({ kind: 'keyFigures', home, month, at: clock.now() }).catch((error: unknown) => {
    if (error instanceof DeskBusy) return 'busy';
    throw error;
  });
}

function busy(reply: FastifyReply): FastifyReply {
  const error = 'too many files are being made; try later';
  return reply.code(503).header('retry-after', '60').send({ error });
}

interface Asked {
  readonly month: string;
  readonly version: number | null;
  readonly wish: ExportRequest;
}

async function sendFile(
  { home, desk }: ExportRoutes,
  reply: FastifyReply,
  asked: Asked,
): Promise<FastifyReply> {
  const { month, version, wish } = asked;
  const folder = await mkdtemp(join(tmpdir(), 'month-'));
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const result = await desk.perform({ kind: 'write', home, month, version, request: wish, folder });
    if (result.kind !== 'written') {
      await drop();
      return reply.code(404).send({ error: absent(month, version) });
    }
    const name = basename(result.path);
    const bytes = createReadStream(result.path);
    void finished(bytes)
      .catch(() => undefined)
      .finally(drop);
    return reply
      .type(types[extname(name)] ?? 'text/csv; charset=utf-8')
      .header('content-length', (await stat(result.path)).size)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(bytes);
  } catch (error) {
    await drop();
    if (error instanceof DeskBusy) return busy(reply);
    throw error;
  }
}

function absent(month: string, version: number | null): string {
  if (version !== null) return `${month} has no version ${version}`;
  return `${month} has no file yet: it is made in the first business days of the month after it`;
}

function onlyWorkshop(caller: Caller): string | undefined {
  const own = caller.kind === 'person' ? caller.person.workshops : [];
  return own.length === 1 ? own[0] : undefined;
}

function nameOf(caller: Caller): string {
  if (caller.kind === 'person') return caller.person.id;
  return caller.kind === 'token' ? `token ${caller.name}` : 'open';
}
