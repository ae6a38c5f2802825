// Pure: what is asked of the audit log, as the page's address and the question have it.
import type { AuditKind } from '../../../src/directory/auditKinds.ts';

/** Empty where nothing is asked for. */
export interface AuditAsked {
  readonly day: string;
  readonly person: string;
  readonly kind: AuditKind | '';
  /** Where the page before ended; null for the newest. */
  readonly before: number | null;
}

/** The path of the question. */
export function auditPath({ day, person, kind, before }: AuditAsked): string {
  const query = new URLSearchParams({
    ...(day === '' ? {} : { day }),
    ...(person.trim() === '' ? {} : { person: person.trim() }),
    ...(kind === '' ? {} : { kind }),
    ...(before === null ? {} : { before: String(before) }),
  });
  return `api/audit${query.size === 0 ? '' : `?${query}`}`;
}
