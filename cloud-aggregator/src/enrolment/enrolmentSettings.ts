// Pure: the part of the aggregator's file about certificates for boxes, and about servers that show one of the same
// authority.
import { z } from 'zod';

const path = z.string().min(1, 'a path is needed');

/** `enrolment` in the aggregator's file. */
export const enrolmentShape = z.strictObject({
  broker: z.url({
    protocol: /^(mqtts|wss)$/,
    error: 'the address that boxes are to use, with TLS, such as mqtts://broker.example:8883',
  }),
  /** How long a workshop's certificate holds; boxes renew it by themselves after two thirds. */
  certificateDays: z.number().positive('more than 0 days are needed').max(3_650).default(365),
  codeHours: z.number().positive('more than 0 hours are needed').max(720).default(48),
  passphraseFile: path.optional(),
  /** The list of revoked certificates for Mosquitto; `authority/revoked.pem` in the data folder unless named. */
  revokedFile: path.optional(),
  /** Where Mosquitto writes its process id; with it, it is told to read the list again. */
  mosquittoPidFile: path.optional(),
});

/** With its paths made absolute. */
export type EnrolmentSettings = z.infer<typeof enrolmentShape> & { readonly revokedFile: string };

/** A server shows a certificate of the consortium's own authority, made for these names. */
export const ownTlsShape = z.strictObject({
  own: z.literal(true, 'true is needed, or certFile and keyFile'),
  names: z.array(z.string().min(1)).min(1, 'at least one name or address, as boxes and browsers write it'),
});
export type OwnTls = z.infer<typeof ownTlsShape>;
