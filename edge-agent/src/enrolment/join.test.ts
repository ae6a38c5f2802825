// What a box believes when it joins: only a server that knows the code, only a certificate for its own key, and only
// while its clock is right. Whatever else answers, nothing on the box is changed.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { answerProof, codeKeys, type Enrolled, type JoinRequest } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRequest, spanOfDays } from '../../../cloud-aggregator/src/enrolment/authority.ts';
import { theAuthority } from '../../../cloud-aggregator/src/enrolment/authorityFiles.ts';
import { EnrolmentError } from './askConsortium.ts';
import { join } from './join.ts';
import { writeOrCompare } from './joinedConfig.ts';
import { signingRequest } from './signingRequest.ts';

const code = '22222-22222';
let folder: string;
let server: Server;
let url: string;
let answer: (question: JoinRequest) => Promise<{ readonly status: number; readonly body: string }>;
const configFile = (): string => joinPath(folder, 'edge-agent.yaml');
const file = (name: string): string => joinPath(folder, 'enrolment', name);

beforeEach(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), 'join-'));
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', async () => {
      const { status, body } = await answer(JSON.parse(text) as JoinRequest);
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** What a true server would answer; `change` is what somebody on the way makes of it. */
async function enrolledAs(
  { request }: JoinRequest,
  { at = Date.now(), key = request }: { at?: number; key?: string } = {},
): Promise<Enrolled> {
  const authority = await theAuthority({ consortium: 'ota', dataDir: joinPath(folder, 'server') }, at);
  const box = await readRequest(key);
  if (box === null) throw new Error('a request is needed');
  const certificate = await authority.issueClient('kamata', box, spanOfDays(1, at));
  const others = {
    workshop: 'kamata',
    consortium: 'ota',
    host: 'ota-board',
    broker: 'mqtts://b.example:8883',
  };
  return { ...others, certificate, authority: authority.certificate };
}
async function proved(question: JoinRequest, enrolled: Enrolled) {
  const text = JSON.stringify(enrolled);
  const proof = answerProof(await codeKeys(code), question.request, text);
  return { answer: text, proof };
}
const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });
const tryJoin = () => join({ url, code, configFile: configFile(), now: Date.now() });
async function problem(): Promise<string> {
  const error = await tryJoin().then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(readdirSync(joinPath(folder, 'enrolment'))).toEqual(['key.new.pem']);
  if (!(error instanceof EnrolmentError)) throw new Error(`joined, or ${String(error)}`);
  return error.problem;
}

describe('a box that joins', () => {
  it('believes a server that knows the code, and keeps its key for itself', async () => {
    let sent = '';
    answer = async (question) => {
      sent = JSON.stringify(question);
      return ok(await proved(question, await enrolledAs(question)));
    };
    expect((await tryJoin()).workshop).toBe('kamata');
    expect(sent).not.toContain(code);
    const key = readFileSync(file('key.pem'), 'utf8');
    expect(sent).not.toContain(key.split('\n')[1]);
    expect(statSync(file('key.pem')).mode & 0o777).toBe(0o600);
    expect(existsSync(file('key.new.pem'))).toBe(false);
    expect(new X509Certificate(readFileSync(file('certificate.pem'))).subject).toBe('CN=kamata');
  });

  it('does not believe what does not know the code, or what was changed on the way', async () => {
    const answers: readonly ((question: JoinRequest) => Promise<object>)[] = [
      async () => ({ anything: true }),
      async (question) => ({
        ...(await proved(question, await enrolledAs(question))),
        proof: 'A'.repeat(43),
      }),
      async (question) => {
        const { answer: text, proof } = await proved(question, await enrolledAs(question));
        return { answer: text.replace('b.example', 'evil.example'), proof };
      },
      async (question) => {
        const text = JSON.stringify(await enrolledAs(question));
        return { answer: text, proof: answerProof(await codeKeys('33333-33333'), question.request, text) };
      },
      async (question) => proved({ ...question, request: 'of another box' }, await enrolledAs(question)),
    ];
    for (const each of answers) {
      answer = async (question) => ok(await each(question));
      expect(await problem()).toBe('not-proven');
    }
  });

  it('takes no certificate for another key, and none that its clock does not understand', async () => {
    const other = signingRequest(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    answer = async (question) => ok(await proved(question, await enrolledAs(question, { key: other })));
    expect(await problem()).toBe('not-proven');
    for (const days of [-3, 3]) {
      const at = Date.now() + days * 86_400_000;
      answer = async (question) => ok(await proved(question, await enrolledAs(question, { at })));
      expect(await problem()).toBe('clock');
    }
  });

  it('says why it was refused, and uses the same key when it tries again', async () => {
    const requests: string[] = [];
    const fingerprint = async ({ request }: JoinRequest) => (await readRequest(request))?.fingerprint ?? '';
    answer = async (question) => {
      requests.push(await fingerprint(question));
      return { status: 403, body: JSON.stringify({ error: 'e', reason: 'code-ended' }) };
    };
    expect(await problem()).toBe('code-ended');
    answer = async (question) => {
      requests.push(await fingerprint(question));
      return { status: 502, body: '<html>' };
    };
    expect(await problem()).toBe('no-connection');
    expect(new Set(requests).size).toBe(1);
  });
});

describe('the configuration of a box that joined', () => {
  const enrolled: Enrolled = {
    workshop: 'kamata',
    consortium: 'ota',
    host: 'ota-board',
    broker: 'mqtts://b.example:8883',
    certificate: '',
    authority: '',
  };

  it('is made where there is none, and is then right', () => {
    expect(writeOrCompare(configFile(), enrolled, 'https://b.example')).toEqual({ isNew: true, lines: [] });
    expect(writeOrCompare(configFile(), enrolled, 'https://b.example')).toEqual({ isNew: false, lines: [] });
  });

  it('is never rewritten where there is one', () => {
    const text =
      'consortium: ota\nworkshop: { id: rokugo }\nbroker: { url: mqtt://old }\nprimaryHost: ota-board\n';
    writeFileSync(configFile(), text);
    const { lines } = writeOrCompare(configFile(), enrolled, 'https://b.example');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['workshop', 'broker', 'enrolment']);
    expect(readFileSync(configFile(), 'utf8')).toBe(text);
  });
});
