// Who belongs to the consortium, by certificate: codes are given out, boxes enrol with them, renew, and are shut out.
// Every deed is in the audit log. Nothing here listens: the command line and the HTTP routes call it.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  codeBytes,
  codeKeys,
  type JoinAnswer,
  type JoinRequest,
  replaceFile,
  writeCode,
} from '@nakamawashi/runtime';
import type { AuditLog } from '../directory/auditLog.ts';
import type { DirectoryDatabase } from '../directory/directoryDatabase.ts';
import type { CertificateLine } from './certificateBook.ts';
import { certifyAgain, certifyByCode, type Desk } from './certify.ts';
import { openCodeBook } from './codeBook.ts';
import { inTurn } from './inTurn.ts';

/** What enrolment works with. */
export type EnrolmentParts = Omit<Desk, 'codes' | 'note'> & {
  readonly database: DirectoryDatabase;
  readonly audit: AuditLog;
};

export interface Enrolment {
  /** A new code for a workshop, and until when it is good. */
  offer(workshop: string, person: string): Promise<{ readonly code: string; readonly until: number }>;
  /** A box that knows a code gets its certificate. Throws RefusedError. */
  join(request: JoinRequest): Promise<JoinAnswer>;
  /** A box whose certificate holds gets the next one, for the same key. Throws RefusedError. */
  renew(request: string): Promise<{ readonly certificate: string }>;
  /**
   * Revokes what a workshop has, its unused code too, or one serial number; the list for brokers is written anew.
   * Throws NotToldError when Mosquitto cannot be told; it is revoked all the same.
   */
  revoke(workshopOrSerial: string, person: string): Promise<Revoked>;
  /** Writes the list of revoked certificates for brokers. */
  writeList(): Promise<void>;
}

/** What held until now. */
export interface Revoked {
  readonly certificates: readonly CertificateLine[];
  readonly wasCodeOpen: boolean;
}

/** It is revoked, and Mosquitto does not know it yet. */
export class NotToldError extends Error {
  override readonly name = 'NotToldError';
}

const hourMs = 3_600_000;

export function openEnrolment(parts: EnrolmentParts): Enrolment {
  const { settings, clock, database, audit, certificates } = parts;
  const codes = openCodeBook(database);
  const note: Desk['note'] = (person, deed, subject, detail) =>
    audit.note({ at: clock.now(), person, deed, subject, detail });
  const desk: Desk = { ...parts, codes, note };
  const writeList = async (): Promise<void> => {
    const at = clock.now();
    const list = await (await parts.authority()).revocationList(certificates.revoked(at), at);
    replaceFile(settings.revokedFile, list, 0o644);
  };
  const oneByOne = inTurn();
  return {
    offer: async (workshop, person) => {
      const code = writeCode(randomBytes(codeBytes));
      const from = clock.now();
      const until = from + settings.codeHours * hourMs;
      codes.add(await codeKeys(code), workshop, { from, until });
      note(person, 'enrolment.code', workshop, `good until ${new Date(until).toISOString()}`);
      return { code, until };
    },
    join: (request) => oneByOne(() => certifyByCode(desk, request)),
    renew: (request) => oneByOne(() => certifyAgain(desk, request)),
    revoke: async (workshopOrSerial, person) => {
      const lines = certificates.revoke(workshopOrSerial, clock.now());
      for (const { workshop, serial } of lines)
        note(person, 'certificate.revoked', workshop, `serial number ${serial}`);
      const wasCodeOpen = codes.end(workshopOrSerial, clock.now());
      if (wasCodeOpen) note(person, 'enrolment.code', workshopOrSerial, 'ended unused');
      await writeList();
      if (settings.mosquittoPidFile !== undefined) tellMosquitto(settings.mosquittoPidFile);
      return { certificates: lines, wasCodeOpen };
    },
    writeList,
  };
}

/** Mosquitto reads its files again; what it says about them is in its own log. */
function tellMosquitto(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').trim()), 'SIGHUP');
  } catch (cause) {
    const next = 'let it read its files again (systemctl reload mosquitto) or start it';
    throw new NotToldError(
      `revoked, and the list is written; but Mosquitto of ${pidFile} was not told: ${next}`,
      {
        cause,
      },
    );
  }
}
