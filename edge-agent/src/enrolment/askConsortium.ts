// One question to the consortium's server about certificates, over HTTP or HTTPS. Who answers is not known by the line:
// a box that joins has no authority yet. So whatever is answered has to prove itself, and the line's own certificate is
// not looked at.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type EnrolmentRefusal, refusalShape } from '@nakamawashi/runtime';

/** Why there is no certificate. */
export type EnrolmentProblem = EnrolmentRefusal | 'no-connection' | 'not-proven' | 'clock';

/** No certificate was got; the message says what happened in technical words. */
export class EnrolmentError extends Error {
  readonly problem: EnrolmentProblem;
  constructor(problem: EnrolmentProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EnrolmentError';
    this.problem = problem;
  }
}

const mostBytes = 65_536;
const timeoutMs = 30_000;

/** Sends JSON and gives the JSON that is answered. Throws EnrolmentError when it is refused or nobody answers. */
export async function askConsortium(url: string, path: string, question: object): Promise<unknown> {
  const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
  const { status, text } = await post(address, JSON.stringify(question)).catch((cause: Error) => {
    throw new EnrolmentError('no-connection', `${address}: ${cause.message}`, { cause });
  });
  const answer = readJson(text);
  if (status === 200) return answer;
  const refusal = refusalShape.safeParse(answer);
  if (!refusal.success)
    throw new EnrolmentError('no-connection', `${address} answered ${status}, and not as a consortium does`);
  throw new EnrolmentError(refusal.data.reason, refusal.data.error);
}

function post(address: URL, body: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const options = { method: 'POST', headers, signal: AbortSignal.timeout(timeoutMs) };
    const request =
      address.protocol === 'https:'
        ? requestHttps(address, { ...options, rejectUnauthorized: false })
        : requestHttp(address, options);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > mostBytes) request.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.end(body);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
