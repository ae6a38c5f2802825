// `/api/boxes`: which workshop's box is there and what lets it in, a code for a new one, and shutting a lost
// one out. The deeds are those of the command line.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { BoxBook } from '../board/boxBook.ts';
import type { AccountBook } from '../broker/accounts.ts';
import type { Records } from '../directory/records.ts';
import { offerCode, shutOut } from '../enrolment/boxDeeds.ts';
import type { CertificateBook } from '../enrolment/certificateBook.ts';
import { openCodeBook } from '../enrolment/codeBook.ts';
import { type Enrolment, NotToldError } from '../enrolment/enrolment.ts';
import { NotDoneError } from '../notDoneError.ts';
import { boxRows } from './boxRow.ts';
import { deedRoute } from './deedRoute.ts';
import type { CallerOf } from './guard.ts';

export interface BoxRoutes {
  readonly clock: { now(): number };
  readonly plans: { readonly timeZone: string };
  readonly records: Pick<Records, 'members' | 'database'>;
  readonly board: Pick<Board, 'lastContact'>;
  readonly boxes: BoxBook;
  readonly certificates: CertificateBook;
  /** Null with an external broker, which keeps its own. */
  readonly accounts: AccountBook | null;
  /** Null where no certificates are made. */
  readonly enrolment: { readonly enrolment: Enrolment } | null;
}

const nothing = z.strictObject({});
const ofWorkshop = z.strictObject({ workshop: z.string().max(100) });

/** Adds the routes. */
export function addBoxRoutes(server: FastifyInstance, desk: BoxRoutes, callerOf: CallerOf): void {
  const { clock, plans, records, board, boxes, certificates, accounts } = desk;
  const codes = openCodeBook(records.database);
  const take = deedRoute(callerOf);
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/boxes', { schema: { querystring: nothing } }, (request, reply) =>
    take(request, reply, () => {
      const at = clock.now();
      const rows = boxRows({
        workshops: records.members.now().workshops,
        nodes: boxes.nodes(),
        standing: certificates.standing(at),
        codes: codes.open(at),
        accounts: new Set(accounts?.all().keys()),
        word: boxes.word,
        lastContact: board.lastContact,
      });
      const cutsOff = accounts !== null;
      return { at, timeZone: plans.timeZone, enrols: desk.enrolment !== null, cutsOff, boxes: rows };
    }),
  );
  const path = '/api/boxes/:workshop';
  typed.post(`${path}/code`, { schema: { params: ofWorkshop, body: nothing } }, (request, reply) =>
    take(request, reply, (by) =>
      offerCode(enrolmentIn(desk), records.members.now(), request.params.workshop, by),
    ),
  );
  typed.delete(path, { schema: { params: ofWorkshop, querystring: nothing } }, (request, reply) =>
    take(request, reply, async (by) => {
      try {
        await shutOut(enrolmentIn(desk), request.params.workshop, by);
        return { isBrokerTold: true };
      } catch (error) {
        if (!(error instanceof NotToldError)) throw error;
        return { isBrokerTold: false };
      }
    }),
  );
}

function enrolmentIn({ enrolment }: BoxRoutes): Enrolment {
  if (enrolment !== null) return enrolment.enrolment;
  throw new NotDoneError(
    'no-enrolment',
    'no certificates are made here: the file has no `enrolment` section',
  );
}
