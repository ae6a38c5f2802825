// Pure: what a box and its consortium say to each other to enrol and to renew, over POST /api/enrolment and
// /api/enrolment/renew. Checked on both sides by the same shapes.
import { z } from 'zod';
import { identifier } from './names.ts';

const pem = z.string().min(1).max(4_096);
const proof = z.string().length(43);

/** The name of the code and a signing request (PKCS #10, PEM), proven by the code. */
export const joinRequestShape = z.strictObject({
  name: z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits are needed'),
  request: pem,
  proof,
});
export type JoinRequest = z.infer<typeof joinRequestShape>;

/** An answer in JSON, word for word as it was proven. */
export const joinAnswerShape = z.object({ answer: z.string().max(32_768), proof });
export type JoinAnswer = z.infer<typeof joinAnswerShape>;

/** What is in the answer: who the box is from now on, whom it talks to, and by what both are recognised. */
export const enrolledShape = z.object({
  workshop: identifier,
  consortium: identifier,
  host: identifier,
  broker: z.string().min(1),
  certificate: pem,
  authority: pem,
});
export type Enrolled = z.infer<typeof enrolledShape>;

/** A signing request by the key of a certificate that still holds; its own signature is the proof. */
export const renewRequestShape = z.strictObject({ request: pem });
export const renewAnswerShape = z.object({ certificate: pem });

/** Why the consortium refuses. */
const enrolmentRefusals = [
  'code-unknown',
  'code-ended',
  'code-used',
  'certificate-unknown',
  'certificate-ended',
  'certificate-revoked',
  'not-understood',
  'too-many-tries',
] as const;
export type EnrolmentRefusal = (typeof enrolmentRefusals)[number];
export const refusalShape = z.object({ error: z.string(), reason: z.enum(enrolmentRefusals) });
