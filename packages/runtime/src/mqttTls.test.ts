// MQTT over TLS with both sides' certificates from a private authority, the way a workshop's box connects.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../../../tests/realServers.ts';
import { connectMqtt } from './mqttConnection.ts';

describeReal('openssl', 'MQTT over TLS', () => {
  let folder = '';
  let broker: Aedes;
  let server: Server;
  let url = '';
  const seen: string[] = [];

  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const issue = (name: string, subject: string): void => {
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      subject,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      `${name}.crt`,
    );
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1');
    for (const ca of ['ca', 'stranger']) {
      openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        `${ca}.key`,
        '-out',
        `${ca}.crt`,
        '-days',
        '2',
        '-subj',
        `/CN=${ca}`,
      );
    }
    issue('broker', '/CN=broker');
    issue('box', '/CN=kamata-seimitsu');
    broker = await Aedes.createBroker();
    const keys = { key: readFileSync(file('broker.key')), cert: readFileSync(file('broker.crt')) };
    const accept = (socket: TLSSocket): void => {
      seen.push(String(socket.getPeerCertificate().subject.CN));
      broker.handle(socket);
    };
    server = createServer({ ...keys, ca: readFileSync(file('ca.crt')), requestCert: true }, accept);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `mqtts://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    await new Promise<void>((resolve) => broker.close(resolve));
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const quiet = { clientId: 'box', onMessage: () => {} };
  const own = () => ({ certFile: file('box.crt'), keyFile: file('box.key') });

  it('shows its own certificate to a broker that it knows by the authority', async () => {
    let sent = 0;
    const onConnectSent = () => {
      sent += 1;
    };
    const connection = await connectMqtt({
      url,
      tls: { caFile: file('ca.crt'), ...own() },
      ...quiet,
      onConnectSent,
    });
    expect(seen).toEqual(['kamata-seimitsu']);
    expect(sent).toBe(1);
    await connection.end();
  });

  it('refuses a broker of another authority before it says a word', async () => {
    let sent = 0;
    const onConnectSent = () => {
      sent += 1;
    };
    const strange = connectMqtt({
      url,
      tls: { caFile: file('stranger.crt'), ...own() },
      ...quiet,
      onConnectSent,
    });
    await expect(strange).rejects.toThrow(/certificate/i);
    expect(sent).toBe(0);
  });

  it('is refused by the broker without a certificate of its own', async () => {
    const nameless = connectMqtt({ url, tls: { caFile: file('ca.crt') }, ...quiet });
    await expect(nameless).rejects.toThrow();
  });
});
