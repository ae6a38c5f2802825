// The commands about certificates: `enrol WORKSHOP`, `revoke WORKSHOP|SERIAL`, `certificates [WORKSHOP]`. They work
// while the aggregator runs: both have the same records open.
import { systemClock } from '@nakamawashi/runtime';
import { type AggregatorConfig, type LoadedConfig, loadAll } from '../config.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { offerCode, shutOut } from './boxDeeds.ts';
import { type CertificateBook, type CertificateLine, openCertificateBook } from './certificateBook.ts';
import type { Enrolment } from './enrolment.ts';
import { enrolmentOf } from './enrolmentOf.ts';

/** Who is named in the audit log for what is done on the command line. */
const person = 'console';

interface Open {
  readonly config: AggregatorConfig;
  readonly records: Records;
  readonly certificates: CertificateBook;
  readonly enrolment: Enrolment;
}

/** A code for a workshop's box, in the words in which it is handed over. Throws for a workshop that is not known. */
export function enrol(file: string, workshop: string): Promise<string> {
  return withBooks(loadAll(file), async ({ config, records, enrolment }) => {
    const { code, until } = await offerCode(enrolment, records.members.now(), workshop, person);
    const time = inWords(until, config.timeZone);
    const { port, tls } = config.http;
    const scheme = tls === undefined ? 'http' : 'https';
    return [
      `${workshop}: ${code}`,
      '',
      `箱で次のとおり入力してください(1回だけ、${time}まで)。ADDRESS はこのサーバーのアドレスです。`,
      `On the box, once, until ${time}, with the address of this server:`,
      '',
      `  npm run edge -- join ${scheme}://ADDRESS:${port} ${code}`,
      '',
    ].join('\n');
  });
}

/** Revokes and says what. Throws where there is nothing that holds. */
export function revoke(file: string, workshopOrSerial: string): Promise<string> {
  return withBooks(loadAll(file), async ({ config, enrolment }) => {
    const { certificates, wasCodeOpen } = await shutOut(enrolment, workshopOrSerial, person);
    const lines = certificates.map((line) => lineText(line, config.timeZone));
    const code = wasCodeOpen ? [`${workshopOrSerial}: the unused code is over`] : [];
    return `${[...lines, ...code].join('\n')}\n`;
  });
}

/** Every certificate that was given out, of one workshop or of all; newest first. */
export function listCertificates(file: string, workshop: string | null): Promise<string> {
  return withBooks(loadAll(file), async ({ config, certificates }) =>
    certificates
      .list(workshop)
      .map((line) => `${lineText(line, config.timeZone)}\n`)
      .join(''),
  );
}

async function withBooks(loaded: LoadedConfig, work: (open: Open) => Promise<string>): Promise<string> {
  const { config } = loaded;
  const records = openRecords(config.dataDir, loaded.first, systemClock.now());
  try {
    const certificates = openCertificateBook(records.database);
    const enrolment = enrolmentOf(config, { ...records, certificates, clock: systemClock });
    if (enrolment === null)
      throw new Error(
        'the file has no `enrolment` section: write `enrolment: { broker: mqtts://HOST:PORT }`',
      );
    return await work({ config, records, certificates, enrolment });
  } finally {
    records.database.close();
  }
}

function lineText({ workshop, serial, from, until, revokedAt }: CertificateLine, timeZone: string): string {
  const time = (at: number): string => inWords(at, timeZone);
  const state = revokedAt === null ? '' : `, revoked ${time(revokedAt)}`;
  return `${workshop} ${serial}: ${time(from)} to ${time(until)}${state}`;
}

function inWords(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}
