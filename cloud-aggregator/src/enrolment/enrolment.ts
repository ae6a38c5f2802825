// Who belongs to the consortium, by certificate: codes are given out, boxes enrol with them, renew, and are shut out.
// Every deed is in the audit log. Nothing here listens: the command line and the HTTP routes call it.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  answerProof,
  type Clock,
  codeBytes,
  codeKeys,
  type Enrolled,
  type EnrolmentRefusal,
  isSameProof,
  type JoinAnswer,
  type JoinRequest,
  readCode,
  replaceFile,
  requestProof,
  writeCode,
} from '@nakamawashi/runtime';
import type { AuditLog } from '../directory/auditLog.ts';
import type { DirectoryDatabase } from '../directory/directoryDatabase.ts';
import { type Authority, type PublicKey, readRequest, spanOfDays } from './authority.ts';
import type { CertificateBook, CertificateLine } from './certificateBook.ts';
import { type CodeLine, openCodeBook } from './codeBook.ts';
import type { EnrolmentSettings } from './enrolmentSettings.ts';

/** The consortium does not do it; the reason is told to the box. */
export class RefusedError extends Error {
  readonly reason: EnrolmentRefusal;
  constructor(reason: EnrolmentRefusal, message: string) {
    super(message);
    this.name = 'RefusedError';
    this.reason = reason;
  }
}

export interface EnrolmentParts {
  readonly settings: EnrolmentSettings;
  readonly consortium: string;
  readonly host: string;
  readonly clock: Clock;
  readonly database: DirectoryDatabase;
  readonly audit: AuditLog;
  readonly certificates: CertificateBook;
  /** Opened, or made, when it is first needed. */
  authority(): Promise<Authority>;
}

export interface Enrolment {
  /** A new code for a workshop, and until when it is good. */
  offer(workshop: string, person: string): Promise<{ readonly code: string; readonly until: number }>;
  /** A box that knows a code gets its certificate. Throws RefusedError. */
  join(request: JoinRequest): Promise<JoinAnswer>;
  /** A box whose certificate holds gets the next one, for the same key. Throws RefusedError. */
  renew(request: string): Promise<{ readonly certificate: string }>;
  /**
   * Revokes what a workshop has, or one serial number; the list for brokers is written anew. Throws when Mosquitto
   * cannot be told; it is revoked all the same.
   */
  revoke(workshopOrSerial: string, person: string): Promise<readonly CertificateLine[]>;
  /** Writes the list of revoked certificates for brokers. */
  writeList(): Promise<void>;
}

const hourMs = 3_600_000;
/** Wrong proofs under the name of a code, after which it is over: only somebody on the way knows the name. */
const mostFailures = 5;

export function openEnrolment(parts: EnrolmentParts): Enrolment {
  const { settings, clock, certificates } = parts;
  const desk: Desk = { ...parts, codes: openCodeBook(parts.database) };
  const writeList = async (): Promise<void> => {
    const at = clock.now();
    const list = await (await parts.authority()).revocationList(certificates.revoked(at), at);
    replaceFile(settings.revokedFile, list, 0o644);
  };
  const oneByOne = inTurn();
  return {
    offer: async (workshop, person) => {
      const read = readCode(writeCode(randomBytes(codeBytes)));
      if (!('code' in read)) throw new Error('BUG: a code that cannot be read');
      const from = clock.now();
      const until = from + settings.codeHours * hourMs;
      desk.codes.add(await codeKeys(read.code), workshop, { from, until });
      note(desk, { person, deed: 'enrolment.code' }, workshop, `good until ${new Date(until).toISOString()}`);
      return { code: read.code, until };
    },
    join: (request) => oneByOne(() => join(desk, request)),
    renew: (request) => oneByOne(() => renew(desk, request)),
    revoke: async (workshopOrSerial, person) => {
      const lines = certificates.revoke(workshopOrSerial, clock.now());
      for (const { workshop, serial } of lines)
        note(desk, { person, deed: 'certificate.revoked' }, workshop, `serial number ${serial}`);
      await writeList();
      if (settings.mosquittoPidFile !== undefined) tellMosquitto(settings.mosquittoPidFile);
      return lines;
    },
    writeList,
  };
}

type Desk = EnrolmentParts & { readonly codes: ReturnType<typeof openCodeBook> };

async function join(desk: Desk, { name, request, proof }: JoinRequest): Promise<JoinAnswer> {
  const { clock, certificates, codes } = desk;
  const box = await boxOf(request);
  const code = codes.find(name);
  if (code === null) throw new RefusedError('code-unknown', 'there is no such code');
  const refuse = (reason: EnrolmentRefusal, why: string): RefusedError => {
    note(desk, { deed: 'enrolment.refused' }, code.workshop, why);
    return new RefusedError(reason, why);
  };
  if (!isSameProof(requestProof(code, request), proof)) {
    codes.failed(name);
    throw refuse('code-unknown', 'the code was not proven');
  }
  const fault = codeFault(code, box.fingerprint, clock.now());
  if (fault !== null) throw refuse(fault.reason, fault.why);
  if (!codes.use(name, box.fingerprint, clock.now()))
    throw refuse('code-used', 'another box used this code first');
  const known = certificates.newestOf(box.fingerprint);
  if (known !== null && known.revokedAt !== null) throw refuse('code-used', 'its certificate was revoked');
  const line = known ?? (await issue(desk, code.workshop, box));
  if (known === null) note(desk, { deed: 'enrolment.joined' }, code.workshop, `serial number ${line.serial}`);
  const { certificate: authority } = await desk.authority();
  return answered(code, request, { ...desk, line, authority });
}

async function renew(desk: Desk, request: string): Promise<{ certificate: string }> {
  const box = await boxOf(request);
  const line = desk.certificates.newestOf(box.fingerprint);
  const at = desk.clock.now();
  if (line === null) throw new RefusedError('certificate-unknown', 'this key has no certificate');
  if (line.revokedAt !== null) throw new RefusedError('certificate-revoked', 'the certificate was revoked');
  if (line.until <= at) throw new RefusedError('certificate-ended', 'the certificate has run out');
  // Who asks early, or again because the answer was lost, gets what he has.
  const isDue = at >= line.from + ((line.until - line.from) * 6) / 10;
  if (!isDue) return { certificate: line.pem };
  const next = await issue(desk, line.workshop, box);
  note(desk, { deed: 'enrolment.renewed' }, line.workshop, `serial number ${next.serial}`);
  return { certificate: next.pem };
}

async function issue(
  { settings, ...desk }: Desk,
  workshop: string,
  box: PublicKey,
): Promise<CertificateLine> {
  const span = spanOfDays(settings.certificateDays, desk.clock.now());
  const pem = await (await desk.authority()).issueClient(workshop, box, span);
  return desk.certificates.add(workshop, box.fingerprint, pem);
}

async function boxOf(request: string): Promise<PublicKey> {
  const box = await readRequest(request);
  if (box === null) throw new RefusedError('not-understood', 'this is no signing request for a key on P-256');
  return box;
}

/** Without a person a box did it. */
function note(
  { audit, clock }: Desk,
  { person = '', deed }: { readonly person?: string; readonly deed: string },
  subject: string,
  detail: string,
): void {
  audit.note({ at: clock.now(), person, deed, subject, detail });
}

function codeFault(
  { until, usedBy, failures }: CodeLine,
  key: string,
  at: number,
): { reason: EnrolmentRefusal; why: string } | null {
  if (failures >= mostFailures) return { reason: 'code-ended', why: 'too many wrong proofs by this code' };
  if (until <= at) return { reason: 'code-ended', why: 'the code has run out' };
  if (usedBy !== null && usedBy !== key)
    return { reason: 'code-used', why: 'the code was used by another box' };
  return null;
}

function answered(
  code: CodeLine,
  request: string,
  given: {
    line: CertificateLine;
    authority: string;
    settings: EnrolmentSettings;
    consortium: string;
    host: string;
  },
): JoinAnswer {
  const enrolled: Enrolled = {
    workshop: code.workshop,
    consortium: given.consortium,
    host: given.host,
    broker: given.settings.broker,
    certificate: given.line.pem,
    authority: given.authority,
  };
  const answer = JSON.stringify(enrolled);
  return { answer, proof: answerProof(code, request, answer) };
}

/** Signing takes several steps; between two of them nobody else may find the same thing undone. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Mosquitto reads its files again; what it says about them is in its own log. */
function tellMosquitto(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').trim()), 'SIGHUP');
  } catch (cause) {
    const next = 'let it read its files again (systemctl reload mosquitto) or start it';
    throw new Error(`revoked, and the list is written; but Mosquitto of ${pidFile} was not told: ${next}`, {
      cause,
    });
  }
}
