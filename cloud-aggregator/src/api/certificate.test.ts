// A certificate is taken when it is whole and fits its key, and told once when it does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeAuthority } from '../../../tests/certificates.ts';
import { readCertificate, watchCertificate } from './certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is looked at again, and one that does not fit its key is refused once', async () => {
  const files = { certFile: join(folder, 'a.pem'), keyFile: join(folder, 'a.key') };
  const [one, two] = [await (await makeAuthority()).issue('a'), await (await makeAuthority()).issue('b')];
  const write = (certificate: string, key: string): void => {
    writeFileSync(files.certFile, certificate);
    writeFileSync(files.keyFile, key);
  };
  expect(() => readCertificate(files)).toThrow(/ENOENT/);
  write(one.certificate, one.key);
  expect(String(readCertificate(files).cert)).toBe(one.certificate);
  const look = watchCertificate(files);
  expect(look()).toBeNull();
  write(two.certificate, one.key);
  expect(look).toThrow();
  expect(look()).toBeNull();
  write(two.certificate, two.key);
  expect(String(look()?.cert)).toBe(two.certificate);
});
