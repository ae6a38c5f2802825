// Servers that an authority certified: trusted while the authority is and its list does not name them, and turned away
// at once, also from an open connection, when that ends.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadProfile } from '../../../edge-agent/src/config.ts';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import { openIdentities } from '../../../edge-agent/src/drivers/opcua/identity.ts';
import { takeRevocationList, trustIssuer } from '../../../edge-agent/src/drivers/opcua/issuers.ts';
import { acceptCertificate, revokeCertificate } from '../../../edge-agent/src/drivers/opcua/trust.ts';
import { type FaultyServer, startFaultyServer } from '../../../packages/simulators/src/faultyOpcuaServer.ts';

const profile = loadProfile(join(import.meta.dirname, '../../../config/profiles/opcua-plain-cnc.yaml'));
let folder: string;
let server: FaultyServer;
let edge: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'issuers-'));
  edge = join(folder, 'edge');
  makeAuthority();
  server = await startFaultyServer({
    pkiDir: join(folder, 'server'),
    certified: { certificateFile: join(folder, 'server.pem'), privateKeyFile: join(folder, 'server.key') },
  });
}, 60_000);
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function openssl(line: string): void {
  // The OPC UA library leaves a configuration of its own for it in the environment.
  const env = { PATH: process.env['PATH'] };
  execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe', env });
}

/** An authority with one server, and no revocation list yet. */
function makeAuthority(): void {
  const names = 'subjectAltName=URI:urn:nakamawashi:faulty-server,IP:127.0.0.1';
  const keys = 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer';
  writeFileSync(join(folder, 'server.ext'), `${names}\n${keys}\nbasicConstraints=CA:FALSE\n`);
  writeFileSync(join(folder, 'index.txt'), '');
  const ca = ['database=index.txt', 'crlnumber=crlnumber', 'default_md=sha256', 'default_crl_days=2'];
  const crl = 'authorityKeyIdentifier=keyid:always';
  writeFileSync(
    join(folder, 'ca.cnf'),
    `[ca]\ndefault_ca=it\n[it]\n${ca.join('\n')}\ncrl_extensions=crl\n[crl]\n${crl}\n`,
  );
  writeFileSync(join(folder, 'crlnumber'), '01\n');
  const uses = '-addext keyUsage=critical,keyCertSign,cRLSign';
  openssl(
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Workshop-CA -keyout ca.key -out ca.pem ${uses}`,
  );
  openssl('req -newkey rsa:2048 -nodes -subj /CN=control -keyout server.key -out server.csr');
  const signed = '-CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext';
  openssl(`x509 -req -in server.csr -out server.pem ${signed}`);
}

/** The list as it is now, where the server may be on it. */
function makeList(isRevoked: boolean): string {
  const authority = '-config ca.cnf -keyfile ca.key -cert ca.pem';
  if (isRevoked) openssl(`ca ${authority} -revoke server.pem`);
  openssl(`ca ${authority} -gencrl -out list.pem`);
  return join(folder, 'list.pem');
}

const identity = () => openIdentities()(edge);
const authority = (): string => join(folder, 'ca.pem');

/** Reads until `each` has seen enough. Throws what the driver throws. */
async function read(each: (batches: number) => Promise<boolean>): Promise<void> {
  const driver = await openDrivers()('opcua');
  const stop = new AbortController();
  const machine = { id: 'mc-1', profile, endpoint: { url: server.url, machine: 'mc-1' }, dataDir: edge };
  let batches = 0;
  for await (const _ of driver(machine, systemClock, stop.signal)) {
    batches += 1;
    if (await each(batches)) break;
  }
}
const readOnce = (): Promise<void> => read(async () => true);

it('are trusted with the authority and its list, and not without either', async () => {
  await expect(readOnce()).rejects.toThrow(/authority that is not known/);
  const added = await trustIssuer(await identity(), authority());
  expect([added.isTrusted, added.subject]).toEqual([true, 'CN=Workshop-CA']);
  await expect(readOnce()).rejects.toThrow(/revocation list .* is missing/);
  await takeRevocationList(await identity(), makeList(false));
  await readOnce();
  revokeCertificate(join(edge, 'pki'), added.sha256);
  await expect(readOnce()).rejects.toThrow(/edge trust/);
  acceptCertificate(join(edge, 'pki'), added.sha256);
  await readOnce();
}, 120_000);

it('are turned away when the list names them, also from an open connection', async () => {
  await trustIssuer(await identity(), authority());
  await takeRevocationList(await identity(), makeList(false));
  const reading = read(async (batches) => {
    if (batches === 1) await takeRevocationList(await identity(), makeList(true));
    return false;
  });
  await expect(reading).rejects.toThrow(/trust in authorities was changed/);
  await expect(readOnce()).rejects.toThrow(/has revoked/);
}, 120_000);

it('are not confused with files that are something else', async () => {
  const nonsense = join(folder, 'nonsense.pem');
  writeFileSync(nonsense, 'nonsense');
  await expect(trustIssuer(await identity(), nonsense)).rejects.toThrow(/no certificate/);
  await expect(trustIssuer(await identity(), join(folder, 'server.pem'))).rejects.toThrow(/not an authority/);
  await expect(trustIssuer(await identity(), join(folder, 'none'))).rejects.toThrow(/cannot be read/);
  await expect(takeRevocationList(await identity(), nonsense)).rejects.toThrow(/no revocation list/);
}, 60_000);
