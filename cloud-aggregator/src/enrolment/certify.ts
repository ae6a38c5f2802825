// A box gets a certificate: its first by a code, each next one by the key of the one before. What speaks against it is
// told to the box by its reason, and written down where it concerns a workshop.
import {
  answerProof,
  type Clock,
  type Enrolled,
  type EnrolmentRefusal,
  isSameProof,
  type JoinAnswer,
  type JoinRequest,
  requestProof,
} from '@nakamawashi/runtime';
import { type Authority, type PublicKey, readRequest, spanOfDays } from './authority.ts';
import type { CertificateBook, CertificateLine } from './certificateBook.ts';
import { type CodeBook, type CodeLine, mostFailures } from './codeBook.ts';
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

/** What is needed to certify. */
export interface Desk {
  readonly settings: EnrolmentSettings;
  readonly consortium: string;
  readonly host: string;
  readonly clock: Clock;
  readonly codes: CodeBook;
  readonly certificates: CertificateBook;
  /** Opened, or made, when it is first needed. */
  authority(): Promise<Authority>;
  /** Writes a line of the audit log; `person` is empty for what a box does. */
  note(person: string, deed: string, workshop: string, detail: string): void;
}

/** The first certificate of a key, by a code; asked again with the same key, the same one. Throws RefusedError. */
export async function certifyByCode(desk: Desk, { name, request, proof }: JoinRequest): Promise<JoinAnswer> {
  const { codes, certificates, clock, note } = desk;
  const box = await keyOf(request);
  const code = codes.find(name);
  if (code === null) throw new RefusedError('code-unknown', 'there is no such code');
  const refuse = (reason: EnrolmentRefusal, why: string): RefusedError => {
    note('', 'enrolment.refused', code.workshop, why);
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
  if (known === null) note('', 'enrolment.joined', code.workshop, `serial number ${line.serial}`);
  return answered(desk, { code, line, request });
}

/** The next certificate of a key whose last one holds; before it is due, the last one again. Throws RefusedError. */
export async function certifyAgain(desk: Desk, request: string): Promise<{ readonly certificate: string }> {
  const { certificates, clock, note } = desk;
  const box = await keyOf(request);
  const line = certificates.newestOf(box.fingerprint);
  const at = clock.now();
  if (line === null) throw new RefusedError('certificate-unknown', 'this key has no certificate');
  if (line.revokedAt !== null) throw new RefusedError('certificate-revoked', 'the certificate was revoked');
  if (line.until <= at) throw new RefusedError('certificate-ended', 'the certificate has run out');
  // A box asks after two thirds. Who asks early, or again because the answer was lost, gets what he has.
  const isDue = at >= line.from + ((line.until - line.from) * 6) / 10;
  if (!isDue) return { certificate: line.pem };
  const next = await issue(desk, line.workshop, box);
  note('', 'enrolment.renewed', line.workshop, `serial number ${next.serial}`);
  return { certificate: next.pem };
}

async function keyOf(request: string): Promise<PublicKey> {
  const key = await readRequest(request);
  if (key === null) throw new RefusedError('not-understood', 'this is no signing request for a key on P-256');
  return key;
}

async function issue(desk: Desk, workshop: string, key: PublicKey): Promise<CertificateLine> {
  const span = spanOfDays(desk.settings.certificateDays, desk.clock.now());
  const authority = await desk.authority();
  return desk.certificates.add(workshop, key.fingerprint, await authority.issueClient(workshop, key, span));
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

async function answered(
  { consortium, host, settings, authority }: Desk,
  { code, line, request }: { code: CodeLine; line: CertificateLine; request: string },
): Promise<JoinAnswer> {
  const enrolled: Enrolled = {
    workshop: code.workshop,
    consortium,
    host,
    broker: settings.broker,
    certificate: line.pem,
    authority: (await authority()).certificate,
  };
  const answer = JSON.stringify(enrolled);
  return { answer, proof: answerProof(code, request, answer) };
}
