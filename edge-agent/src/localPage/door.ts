// Who may come in. Without a PIN only this computer, asked by a name of this computer; with one, whoever knows it.
// Promise: guessing is slow whoever guesses, and no other web page can press a button here (SameSite and Origin).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@nakamawashi/runtime';
import { isLoopback, readPin } from './httpSettings.ts';

/** The door of one page. */
export interface Door {
  /** Why a request may not even ask, in words, or null. */
  refusal(request: IncomingMessage): string | null;
  /** Whether who asks has given the PIN, or need not. */
  knows(request: IncomingMessage): boolean;
  /** Whether who asks may read health and measures: with the PIN, or from this computer. */
  mayMeasure(request: IncomingMessage): boolean;
  /** Takes a PIN: the cookie to set, or what was wrong. */
  signIn(pin: string): { readonly cookie: string } | 'wrong' | 'tooMany';
}

const cookieName = 'nakamawashi-owner';
const cookieDays = 30;
const mostSessions = 50;
/** Tries that may be wrong at once, and after how long one more is given: a PIN of six digits lasts a year. */
const freeTries = 5;
const tryEveryMs = 30_000;

/** A door; `pinFile` null: no PIN is asked for. Throws when the PIN's file cannot be read. */
export function openDoor(pinFile: string | null, clock: Clock): Door {
  const expected = pinFile === null ? null : digest(readPin(pinFile));
  const sessions = new Set<string>();
  let tries = freeTries;
  let triedAt = clock.monotonicMs();
  const takeTry = (): boolean => {
    const now = clock.monotonicMs();
    tries = Math.min(freeTries, tries + (now - triedAt) / tryEveryMs);
    triedAt = now;
    if (tries < 1) return false;
    tries -= 1;
    return true;
  };
  const knows = (request: IncomingMessage): boolean =>
    expected === null || cookiesOf(request).some((token) => sessions.has(digest(token).toString('hex')));
  return {
    knows,
    mayMeasure: (request) => isLoopback(request.socket.remoteAddress ?? '') || knows(request),
    refusal: (request) => {
      const host = request.headers.host ?? '';
      if (expected === null && !isLoopback(host.replace(/:\d+$/, '')))
        return 'only names of this computer are answered here, such as 127.0.0.1';
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      return isRead || isFromHere(request, host) ? null : 'buttons of other pages do nothing here';
    },
    signIn: (pin) => {
      if (expected === null || !takeTry()) return 'tooMany';
      if (!timingSafeEqual(digest(pin.trim()), expected)) return 'wrong';
      tries = freeTries;
      const token = randomBytes(32).toString('base64url');
      sessions.add(digest(token).toString('hex'));
      const [oldest] = sessions;
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest);
      const age = cookieDays * 86_400;
      return { cookie: `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${age}` };
    },
  };
}

function isFromHere({ headers }: IncomingMessage, host: string): boolean {
  const { origin } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}

function cookiesOf({ headers }: IncomingMessage): readonly string[] {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.flatMap(([name, value]) => (name === cookieName && value !== undefined ? [value] : []));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
