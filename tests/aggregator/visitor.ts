// Somebody who asks an aggregator over HTTP, with every header under the test's control: an honest browser unless the
// test makes something else of it. And people with accounts, made by the same commands as in life.
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { type PeopleRequest, performPeople } from '../../cloud-aggregator/src/people/commands.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a text. */
  readonly body?: unknown;
  /** The authority's certificate, for https. */
  readonly ca?: string;
}

/** Asks and gives the answer's head as soon as it is there for a feed, else the whole answer. */
export function ask(url: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, ca } = question;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const options = {
    method,
    headers: { ...type, ...headers },
    agent: false,
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const asked = (url.startsWith('https') ? tlsRequest : plainRequest)(url, options, (answer) => {
      let heard = '';
      const end = (): void =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: heard });
      answer.on('data', (chunk) => {
        heard += chunk;
        if (answer.headers['content-type']?.startsWith('text/event-stream')) {
          end();
          asked.destroy();
        }
      });
      answer.on('end', end);
      answer.on('error', () => undefined);
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

/** A person or token of the command line; gives what was printed. Passwords last unless a test says otherwise. */
export async function command(
  configFile: string,
  words: string,
  options: Partial<Pick<PeopleRequest, 'roles' | 'workshops' | 'scopes' | 'days' | 'lasting'>> = {},
): Promise<readonly string[]> {
  const nothing = { roles: [], workshops: [], scopes: [], days: '365', since: undefined, lasting: true };
  return performPeople(loadAll(configFile), { ...nothing, ...options, words: words.split(' ') });
}

/** What our own page would send. */
export function fromOwnPage(url: string): Record<string, string> {
  return { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' };
}

/** Tries to sign in as our own page does. */
export function signIn(
  url: string,
  name: string,
  password: string,
  question: Question = {},
): Promise<Answer> {
  const headers = { ...fromOwnPage(url), ...question.headers };
  return ask(`${url}/api/session`, { ...question, method: 'POST', headers, body: { name, password } });
}

/** Tries to change a password as our own page does; `headers` are those of a session. */
export function choosePassword(
  url: string,
  headers: Record<string, string>,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<Answer> {
  const own = { ...fromOwnPage(url), ...headers };
  return ask(`${url}/api/session/password`, { method: 'POST', headers: own, body: { current, next } });
}

/** The `Cookie` header that a browser would send after this answer. Throws when there is none. */
export function cookieOf({ headers, status, text }: Answer): string {
  const [set] = [headers['set-cookie'] ?? []].flat();
  if (set === undefined) throw new Error(`no cookie with ${status} ${text}`);
  return set.split(';')[0] ?? '';
}
