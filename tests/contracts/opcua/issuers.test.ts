// Servers that an authority certified: trusted while the authority is and its list does not name them, and turned away
// at once, also from an open connection, when that ends.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadProfile } from '../../../edge-agent/src/config.ts';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import { openIdentities } from '../../../edge-agent/src/drivers/opcua/identity.ts';
import { takeRevocationList, trustIssuer } from '../../../edge-agent/src/drivers/opcua/issuers.ts';
import { derOf } from '../../../edge-agent/src/drivers/opcua/revocation.ts';
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

const signedBy = (name: string): string => `-config ca.cnf -keyfile ${name}.key -cert ${name}.pem`;

/** The list as it is now, where the server may be on it. */
function makeList(isRevoked: boolean): string {
  if (isRevoked) openssl(`ca ${signedBy('ca')} -revoke server.pem`);
  openssl(`ca ${signedBy('ca')} -gencrl -out list.pem`);
  return join(folder, 'list.pem');
}

/** A list of an authority that calls itself by the same name and has another key. */
function makeForgedList(): string {
  const uses = '-addext keyUsage=critical,keyCertSign,cRLSign';
  openssl(
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Workshop-CA -keyout no.key -out no.pem ${uses}`,
  );
  openssl(`ca ${signedBy('no')} -gencrl -out forged.pem`);
  return join(folder, 'forged.pem');
}

const identity = () => openIdentities()(edge);
const authority = (): string => join(folder, 'ca.pem');

const now = (): number => systemClock.now();
const take = async (list: string): Promise<void> => takeRevocationList(await identity(), list, now());
/** The clock of a box that has gone on for so long, which is none of its server's business. */
const clockAhead = (aheadMs: () => number): Clock => ({ ...systemClock, now: () => now() + aheadMs() });

/** Reads until `each` has seen enough. Throws what the driver throws. */
async function read(each: (batches: number) => Promise<boolean>, clock: Clock = systemClock): Promise<void> {
  const driver = await openDrivers()('opcua');
  const stop = new AbortController();
  const machine = { id: 'mc-1', profile, endpoint: { url: server.url, machine: 'mc-1' }, dataDir: edge };
  let batches = 0;
  for await (const _ of driver(machine, clock, stop.signal)) {
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
  await take(makeList(false));
  await readOnce();
  revokeCertificate(join(edge, 'pki'), added.sha256);
  await expect(readOnce()).rejects.toThrow(/edge trust/);
  acceptCertificate(join(edge, 'pki'), added.sha256);
  await readOnce();
}, 120_000);

it('are turned away when the list names them, also from an open connection', async () => {
  await trustIssuer(await identity(), authority());
  await take(makeList(false));
  const reading = read(async (batches) => {
    if (batches === 1) await take(makeList(true));
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
  await expect(take(nonsense)).rejects.toThrow(/no revocation list/);
}, 60_000);

it('need a list that their own authority signed', async () => {
  await expect(take(makeList(false))).rejects.toThrow(/no authority is known/);
  await trustIssuer(await identity(), authority());
  const forged = makeForgedList();
  await expect(take(forged)).rejects.toThrow(/none of the authorities .* signed/);
  // Also when somebody puts it into the folder by hand, in the place of the right one.
  await take(makeList(false));
  const lists = join(edge, 'pki', 'issuers', 'crl');
  for (const name of readdirSync(lists)) writeFileSync(join(lists, name), derOf(readFileSync(forged)));
  await expect(readOnce()).rejects.toThrow(/cannot connect to .*revocation list/);
}, 120_000);

it('need a list that has not run out, also while the connection is open', async () => {
  const beyondMs = 3 * 86_400_000;
  await trustIssuer(await identity(), authority());
  const list = makeList(false);
  await expect(takeRevocationList(await identity(), list, now() + beyondMs)).rejects.toThrow(/ran out on/);
  await take(list);
  await readOnce();
  let aheadMs = 0;
  const reading = read(
    async () => {
      aheadMs = beyondMs;
      return false;
    },
    clockAhead(() => aheadMs),
  );
  await expect(reading).rejects.toThrow(/list of the server's authority ran out/);
  await expect(
    read(
      async () => true,
      clockAhead(() => beyondMs),
    ),
  ).rejects.toThrow(/cannot connect to .*ran out on/);
}, 120_000);
