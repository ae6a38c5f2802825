// Pure: what the routes of the administrator and the office answer about people, tokens, boxes and deeds; a part of
// the table in `answers.ts`.
import { z } from 'zod';
import { type Answer, bilingual, instant } from './answer.ts';

const password = z.strictObject({ password: z.string() });

/** By method and path. */
export const administrationAnswers: Readonly<Record<string, Answer>> = {
  'GET /api/people': {
    summary: 'Everybody with an account, and the workshops that an owner may have.',
    answer: z.strictObject({
      at: instant,
      timeZone: z.string(),
      you: z.string(),
      people: z.array(
        z.strictObject({
          id: z.string(),
          roles: z.array(z.string()),
          workshops: z.array(z.string()),
          made: instant,
          lockedAt: instant.nullable(),
          hasGivenPassword: z.boolean().describe('he has not chosen one of his own yet'),
          sessions: z.int().min(0),
          lastUse: instant.nullable(),
        }),
      ),
      workshops: z.array(z.strictObject({ id: z.string(), name: bilingual })),
    }),
  },
  'POST /api/people': { summary: 'A new person; the password is told this once.', answer: password },
  'PUT /api/people/:person/rights': { summary: 'Other roles and workshops, at once.' },
  'PUT /api/people/:person/lock': { summary: 'Locks somebody out everywhere, or lets him in again.' },
  'POST /api/people/:person/password': {
    summary: 'A new password, told this once; ends all sessions.',
    answer: password,
  },
  'DELETE /api/people/:person/sessions': { summary: 'Signs somebody out everywhere.' },
  'DELETE /api/people/:person': { summary: 'Removes an account.' },
  'GET /api/tokens': {
    summary: 'The tokens of programs, without the tokens themselves.',
    answer: z.strictObject({
      at: instant,
      timeZone: z.string(),
      tokens: z.array(
        z.strictObject({ name: z.string(), scopes: z.array(z.string()), made: instant, expires: instant }),
      ),
    }),
  },
  'POST /api/tokens': {
    summary: 'A new token, told this once.',
    answer: z.strictObject({ secret: z.string(), expires: instant }),
  },
  'DELETE /api/tokens/:token': { summary: 'Withdraws a token.' },
  'GET /api/boxes': {
    summary: 'Each workshop’s box: what lets it in, whether it is there, what it says of itself.',
    answer: z.strictObject({
      at: instant,
      timeZone: z.string(),
      enrols: z.boolean().describe('whether codes can be made here'),
      cutsOff: z.boolean().describe('whether revoking ends an open connection by itself'),
      boxes: z.array(
        z.strictObject({
          workshop: z.strictObject({ id: z.string(), name: bilingual.nullable() }),
          connectedSince: instant.nullable(),
          lastContact: instant.nullable(),
          version: z.string().nullable(),
          clockTrusted: z.boolean().nullable(),
          clockOffsetMs: z.int().nullable(),
          waitingSlots: z.int().nullable(),
          certificate: z
            .strictObject({
              keys: z.int().min(0),
              until: instant.nullable(),
              lastUntil: instant,
              revokedAt: instant.nullable(),
            })
            .nullable(),
          hasPassword: z.boolean(),
          codeUntil: instant.nullable(),
        }),
      ),
    }),
  },
  'POST /api/boxes/:workshop/code': {
    summary: 'A code for one box, told this once; the one before ends.',
    answer: z.strictObject({ code: z.string(), until: instant }),
  },
  'DELETE /api/boxes/:workshop': {
    summary: 'Revokes the certificates of a workshop’s box.',
    answer: z.strictObject({ isBrokerTold: z.boolean() }),
  },
  'GET /api/audit': {
    summary: 'Who did what and when, newest first; `next` goes into `before` for the next page.',
    answer: z.strictObject({
      timeZone: z.string(),
      lines: z.array(
        z.strictObject({
          at: instant,
          person: z.string().describe('empty where nobody was known, `console` for the command line'),
          deed: z.string(),
          subject: z.string(),
          detail: z.string(),
        }),
      ),
      next: z.int().nullable(),
    }),
  },
};
