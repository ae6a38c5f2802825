// Pure: what the routes answer, for the description of the interface (OpenAPI). The code does not pass its answers
// through these shapes; a test asks every route and holds the answers to them.
import { machineStates } from '@nakamawashi/machine-model';
import { z } from 'zod';
import { administrationAnswers } from './administrationAnswers.ts';
import { type Answer, bilingual, instant } from './answer.ts';
import { directoryAnswers } from './directoryAnswers.ts';

const milliseconds = z.number().min(0);
const state = z.enum(machineStates);
const elements = z.strictObject(
  Object.fromEntries(machineStates.map((each) => [each, milliseconds])) as Record<
    (typeof machineStates)[number],
    typeof milliseconds
  >,
);
const ratio = z.unknown().describe('with its bounds, null where nothing was observed');

const machineRow = z.strictObject({
  id: z.string().describe('workshop/machine'),
  workshop: z.strictObject({ id: z.string(), name: bilingual }),
  machine: z.strictObject({ id: z.string(), name: bilingual }),
  class: bilingual.nullable(),
  processes: z.array(z.string()),
  state: state.describe('unknown whenever nothing fresh was heard'),
  since: instant.nullable(),
  inferred: z.boolean(),
  evidence: z.string().nullable(),
  freshness: z.enum(['live', 'late', 'stale', 'never']),
  lastContact: instant.nullable(),
  shared: z.string(),
  isCountedInCloud: z.literal(true).optional(),
  today: z.looseObject({ date: z.iso.date(), plannedMs: milliseconds, throughMs: instant }),
});

const person = z.strictObject({
  person: z.string().nullable(),
  roles: z.array(z.string()),
  workshops: z.array(z.string()),
  open: z.boolean(),
  hasGivenPassword: z
    .boolean()
    .describe('somebody else made it: nothing else is answered until he has chosen one of his own'),
});

const healthPart = z.strictObject({ part: z.string(), ok: z.boolean(), text: bilingual });

/** By method and path, as in the table of access. */
export const answers: Readonly<Record<string, Answer>> = {
  'GET /health': {
    summary: 'Whether the aggregator is ready, and if not, why, in words. 503 when not.',
    answer: z.strictObject({ ready: z.boolean(), parts: z.array(healthPart).optional() }),
  },
  'GET /metrics': { summary: 'Measures for Prometheus.', media: 'text/plain' },
  'GET /api/docs': { summary: 'This description.' },
  'GET /api/machines': {
    summary: 'The live state of every machine that the asker may see.',
    answer: z.strictObject({ at: instant, timeZone: z.string(), machines: z.array(machineRow) }),
  },
  'GET /api/live': {
    summary:
      'The same as server-sent events: the first machines (board), the others (more) until isWhole is true, then ' +
      'each row as it changes; a slow reader gets only the newest row.',
    media: 'text/event-stream',
  },
  'GET /api/capacity': {
    summary:
      'Spare capacity of this week as the desk is shown it, in the fair order of the day: what fits (rows), what is ' +
      'not written down and has to be asked (asks), and, without any, the one condition to drop (drop).',
  },
  'GET /api/capacity/lines': {
    summary:
      'The whole of it as lines of JSON: a head, then lists of rows in order; with since=STAMP only the rows that ' +
      'are other than at that stamp, each with its place.',
    media: 'application/x-ndjson',
  },
  'GET /api/workshops/:workshop': { summary: 'The card of a company; that somebody looked is written down.' },
  'GET /api/data-health': {
    summary: 'Whose data stopped, since when, the likely cause, and what to say on the telephone.',
  },
  'GET /api/own': { summary: 'An owner’s own machines, and what others see of them.' },
  'PUT /api/own/:workshop/stance': { summary: 'The owner’s word for a week.' },
  'PUT /api/own/:workshop/pause': { summary: 'Shows nothing to others until the end that is given.' },
  'PUT /api/own/:workshop/calendar': { summary: 'The owner says that the calendar is right.' },
  'PUT /api/own/:workshop/sharing': { summary: 'What others may see of a machine, with consent.' },
  'POST /api/own/:workshop/bookings': { summary: 'Hours that are not for others.' },
  'DELETE /api/own/:workshop/bookings/:booking': { summary: 'Gives such hours back.' },
  ...administrationAnswers,
  ...directoryAnswers,
  'POST /api/workshops/:workshop/answer-link': {
    summary:
      'A link by which a company says its word for the week without a password; the one before it ends.',
    answer: z.strictObject({ secret: z.string(), expires: instant }),
  },
  'GET /api/answer': {
    summary:
      'What a link from a message is about; changes nothing. The secret is in the header x-answer-link.',
    answer: z.strictObject({
      workshop: bilingual,
      week: z.iso.date(),
      answer: z.enum(['open', 'depends', 'full']).nullable(),
      said: z.array(z.enum(['open', 'depends', 'full'])),
      expires: instant,
      timeZone: z.string(),
    }),
  },
  'POST /api/answer': { summary: 'The word for the week by a link; each word once.' },
  'GET /api/utilisation': {
    summary:
      'Time elements inside and outside the plan, with ratios, coverage and bounds. Absent slots are unknown.',
    answer: z.strictObject({
      from: z.iso.date(),
      until: z.iso.date(),
      by: z.enum(['machine', 'workshop', 'process', 'all']),
      bucket: z.enum(['hour', 'day', 'month', 'whole']),
      timeZone: z.string(),
      rows: z.array(
        z.strictObject({
          key: z.string(),
          bucket: z.string(),
          machines: z.int(),
          plannedMs: milliseconds,
          inPlan: elements,
          outsidePlan: elements,
          ratios: z.record(z.string(), ratio),
        }),
      ),
    }),
  },
  'GET /api/exports': {
    summary: 'The months that have a file, their versions, and the editions that the asker may have.',
    answer: z.strictObject({
      timeZone: z.string(),
      today: z.iso.date(),
      years: z.array(z.strictObject({ year: z.int(), label: bilingual })),
      months: z.array(
        z.strictObject({
          month: z.string(),
          label: bilingual,
          freezesOn: z.iso.date(),
          frozen: z.boolean(),
          editions: z.array(
            z.strictObject({
              edition: z.enum(['own', 'internal', 'public']),
              workshop: z.string().optional(),
            }),
          ),
          versions: z.array(
            z.strictObject({
              version: z.int().min(1),
              at: instant,
              reason: bilingual,
              changedShops: z.int(),
              changedKpiRows: z.int(),
            }),
          ),
        }),
      ),
    }),
  },
  'GET /api/exports/:month/key-figures': {
    summary:
      'The key figures of a month’s newest file, by fiscal year and by month, with what each column means.',
    answer: z.strictObject({
      month: z.string(),
      version: z.int().min(1),
      tables: z.array(
        z.strictObject({
          title: bilingual,
          columns: z.array(
            z.strictObject({ key: z.string(), kind: z.string(), title: bilingual, meaning: bilingual }),
          ),
          rows: z.array(z.array(z.union([z.string(), z.number(), z.null(), bilingual, z.looseObject({})]))),
        }),
      ),
    }),
  },
  'GET /api/exports/:month': {
    summary: 'A month’s file in an edition and a format.',
    media: 'application/octet-stream',
  },
  'GET /api/session': { summary: 'Who is asking.', answer: person },
  'POST /api/session': { summary: 'Signs in; the session is a cookie.', answer: person },
  'DELETE /api/session': { summary: 'Signs out, here or everywhere.' },
  'POST /api/session/password': {
    summary: 'Another password; ends all other sessions. The one way on from a given password.',
  },
  'POST /api/enrolment': { summary: 'A box asks for its first certificate, with a code.' },
  'POST /api/enrolment/renew': { summary: 'A box renews its certificate with the key it has.' },
};

/** Of every refusal; `faults` where single fields are at fault. */
export const refusal = z.looseObject({
  error: z.string(),
  faults: z
    .array(z.strictObject({ field: z.string(), problem: z.string(), text: bilingual.optional() }))
    .optional(),
});
