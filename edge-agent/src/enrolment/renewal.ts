// The box's certificate is renewed while the agent runs, with the key that it has. The new one takes the old one's
// place as a whole file; the watch over the configuration's files sees it, and a new session begins.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Clock, type Log, messageOf, renewAnswerShape, replaceFile } from '@nakamawashi/runtime';
import type { EdgeConfig } from '../config.ts';
import { askConsortium, EnrolmentError } from './askConsortium.ts';
import { isRenewalDue, type Life, lookAfterMs, retryAfterMs } from './certificateLife.ts';
import { signingRequest } from './signingRequest.ts';

/** The certificate by which the box signs in. */
export interface CertificateStatus extends Life {
  /** Whether the box renews it by itself. */
  readonly isRenewed: boolean;
  /** Why the last attempt to renew it failed, or null. */
  readonly problem: string | null;
}

export interface Renewal {
  run(signal: AbortSignal): Promise<void>;
  /** Null where the box signs in without one, or where it cannot be read. */
  status(): CertificateStatus | null;
}

/** While there is no certificate. */
const lookEveryMs = 60_000;

/** A renewal that has not looked yet. */
export function openRenewal(options: {
  config(): EdgeConfig;
  readonly clock: Clock & { state(): { readonly isTrusted: boolean } };
  readonly log: Log;
}): Renewal {
  const { config, clock, log } = options;
  let problem: string | null = null;
  let notBeforeMs = 0;
  const attempt = async (life: Life, url: string): Promise<void> => {
    notBeforeMs = clock.monotonicMs() + retryAfterMs(life);
    try {
      const next = await renewed(config(), url);
      problem = null;
      log.info({ until: new Date(next.until).toISOString() }, 'the certificate was renewed');
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('BUG:')) throw error;
      problem = messageOf(error);
      log.warn({ problem }, 'the certificate could not be renewed; it is tried again');
    }
  };
  return {
    status: () => {
      const life = lifeOf(config());
      return life === null ? null : { ...life, isRenewed: config().enrolment !== null, problem };
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const { enrolment } = config();
        const life = lifeOf(config());
        // Whether it is time is a question of the date, so a clock in doubt waits.
        const isTime = life !== null && clock.state().isTrusted && isRenewalDue(life, clock.now());
        if (life !== null && isTime && enrolment !== null && clock.monotonicMs() >= notBeforeMs)
          await attempt(life, enrolment.url);
        await clock.sleep(life === null ? lookEveryMs : lookAfterMs(life), signal).catch(() => undefined);
      }
    },
  };
}

function lifeOf({ broker }: EdgeConfig): Life | null {
  const file = broker.tls?.certFile;
  if (file === undefined) return null;
  try {
    return lifeIn(new X509Certificate(readFileSync(file)));
  } catch {
    return null;
  }
}

function lifeIn({ validFrom, validTo }: X509Certificate): Life {
  return { from: Date.parse(validFrom), until: Date.parse(validTo) };
}

/** Asks for the next certificate and puts it in the old one's place, if it is for this key and of this authority. */
async function renewed({ broker }: EdgeConfig, url: string): Promise<Life> {
  const { caFile, certFile, keyFile } = broker.tls ?? {};
  if (caFile === undefined || certFile === undefined || keyFile === undefined)
    throw new EnrolmentError('not-proven', 'broker.tls needs caFile, certFile and keyFile to be renewed');
  const key = createPrivateKey(readFileSync(keyFile));
  const answer = await askConsortium(url, 'api/enrolment/renew', { request: signingRequest(key) });
  const { certificate } = renewAnswerShape.parse(answer);
  const [old, next] = [new X509Certificate(readFileSync(certFile)), new X509Certificate(certificate)];
  const authority = new X509Certificate(readFileSync(caFile));
  if (!next.checkPrivateKey(key) || !next.verify(authority.publicKey) || next.subject !== old.subject)
    throw new EnrolmentError(
      'not-proven',
      'what was answered is no certificate of this authority for this box',
    );
  replaceFile(certFile, certificate, 0o644);
  return lifeIn(next);
}
