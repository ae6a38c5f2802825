// The checks for edge-agent.yaml that hold within the file itself. Every one of them names what would be right.
import { mqttEndpointSchema } from '@nakamawashi/runtime';
import { z } from 'zod';
import { trustModes } from './clockRule.ts';
import { protocols } from './drivers/index.ts';
import { httpShape } from './localPage/httpSettings.ts';
import { sharingLevels } from './sharing/levels.ts';

const idRule = 'an id is needed: lower-case letters, digits and hyphens, at most 63 of them';
const identifier = z.string({ error: idRule }).regex(/^[a-z0-9][a-z0-9-]{0,62}$/, idRule);
const bilingual = z.strictObject({
  ja: z.string({ error: 'the Japanese text is needed' }).min(1, 'the Japanese text is needed'),
  en: z.string({ error: 'the English text is needed' }).min(1, 'the English text is needed'),
});
const path = z.string({ error: 'a path is needed' }).min(1, 'a path is needed');
const level = z.enum(sharingLevels, `one of ${sharingLevels.join(', ')} is needed`).default('none');
const days = (rule: string) => z.int(rule).min(1, rule).max(3_650, rule);

const endpoints = Object.fromEntries(
  Object.entries(protocols).map(([name, protocol]) => [name, protocol.endpoint.optional()]),
);

/** Checked in config.ts, because its addresses belong to its protocol; editors read the schema of profiles here. */
const writtenOutProfile = z.record(z.string(), z.unknown()).meta({ $ref: './profile.schema.json' });

const machine = z.strictObject({
  id: identifier,
  name: bilingual,
  profile: z.union([z.string().min(1), writtenOutProfile], {
    error: 'the name of a profile, a path to one, or the profile itself is needed',
  }),
  ...endpoints,
  sharing: z.strictObject({ desk: level, circle: level, consortium: level }).prefault({}),
});

const consent = z.strictObject({
  text: z.string({ error: 'the version of the text agreed to is needed, in quotes' }).min(1),
  person: z.string({ error: 'the person who agreed is needed' }).min(1, 'the person who agreed is needed'),
  date: z.iso.date('the day of consent is needed, such as "2026-11-01"'),
});

/** Everything but what lies in other files. */
export const edgeConfigShape = z.strictObject({
  consortium: identifier,
  workshop: z.strictObject({ id: identifier, name: bilingual }),
  broker: mqttEndpointSchema,
  primaryHost: identifier.optional(),
  enrolment: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'the address such as https://board.example is needed' }),
    })
    .optional(),
  dataDir: path,
  http: httpShape.optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as Asia/Tokyo is needed')
    .default('Asia/Tokyo'),
  consent: consent.optional(),
  slotLengthMs: z
    .int('a whole number of milliseconds is needed')
    .min(1_000, 'at least 1000 ms are needed')
    .refine((ms) => 3_600_000 % ms === 0, 'a length that divides one hour is needed, usually 300000')
    .default(300_000),
  clock: z
    .strictObject({
      trust: z.enum(trustModes, `one of ${trustModes.join(', ')} is needed`).default('auto'),
    })
    .prefault({}),
  outbox: z.strictObject({ maxDays: days('1 to 3650 days are needed').default(30) }).prefault({}),
  history: z.strictObject({ maxDays: days('1 to 3650 days are needed').default(400) }).prefault({}),
  machines: z.array(machine, 'a list of machines is needed').min(1, 'at least one machine is needed'),
});
/** The file as it is written, defaults filled in. */
export type EdgeConfigFile = z.infer<typeof edgeConfigShape>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
