// Sends a deed of the administrator or the office, and says what came of it.
import type { NotDoneReason } from '../../../src/notDoneError.ts';

/** Why nothing came of it; the aggregator's own word, or that there was none. */
export type Failure = 'unreachable' | 'refused' | NotDoneReason;
export type Told<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly failure: Failure };

const known: readonly string[] = [
  'not-understood',
  'not-there',
  'taken',
  'last-administrator',
  'nothing-holds',
  'no-enrolment',
] satisfies readonly Failure[];

/** A deed at a path below `api/`; an answer without a body is null. */
export async function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Told<T>> {
  const url = new URL(`api/${path}`, document.baseURI);
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const heard = await fetch(url, { method, ...(body === undefined ? {} : json) }).catch(() => null);
  if (heard === null || heard.status >= 500) return { ok: false, failure: 'unreachable' };
  const answer: unknown = heard.status === 204 ? null : await heard.json().catch(() => null);
  return heard.ok
    ? { ok: true, answer: answer as T }
    : { ok: false, failure: failureOf(heard.status, answer) };
}

function failureOf(status: number, answer: unknown): Failure {
  const { reason } = (answer ?? {}) as { readonly reason?: unknown };
  if (typeof reason === 'string' && known.includes(reason)) return reason as Failure;
  return status === 400 ? 'not-understood' : 'refused';
}
