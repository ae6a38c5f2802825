// The generated files say what the embedded broker does; the system tests run a real Mosquitto with them.
import { describe, expect, it } from 'vitest';
import { type MosquittoSettings, mosquittoFiles } from './mosquittoConfig.ts';

const settings: MosquittoSettings = {
  consortium: 'ota',
  host: 'ota-board',
  port: 1883,
  tls: null,
  maxPacketBytes: 262_144,
  folder: '/etc/mosquitto/ota',
};

describe('mosquittoFiles', () => {
  it('gives each workshop its own topics and the host its own, and nothing else', () => {
    const rules = mosquittoFiles(settings)
      .acl.split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules).toEqual([
      'pattern write spBv1.0/ota/NBIRTH/%u',
      'pattern write spBv1.0/ota/NDATA/%u',
      'pattern write spBv1.0/ota/NDEATH/%u',
      'pattern write spBv1.0/ota/DBIRTH/%u/+',
      'pattern write spBv1.0/ota/DDATA/%u/+',
      'pattern write spBv1.0/ota/DDEATH/%u/+',
      'pattern read spBv1.0/ota/NCMD/%u',
      'pattern read spBv1.0/ota/DCMD/%u/+',
      'pattern read spBv1.0/STATE/ota-board',
      'user ota-board',
      'topic write spBv1.0/ota/NCMD/+',
      'topic write spBv1.0/ota/DCMD/+/+',
      'topic write spBv1.0/STATE/ota-board',
      'topic read spBv1.0/ota/#',
      'topic read spBv1.0/STATE/ota-board',
    ]);
  });

  it('signs in by password without a certificate authority, and by certificate with one', () => {
    const plain = mosquittoFiles(settings).conf;
    expect(plain).toContain('allow_anonymous false');
    expect(plain).toContain('password_file /etc/mosquitto/ota/passwords');
    expect(plain).not.toContain('use_identity_as_username');
    const tls = { caFile: '/ca.pem', certFile: '/cert.pem', keyFile: '/key.pem' };
    const secured = mosquittoFiles({ ...settings, tls }).conf;
    expect(secured).toContain('require_certificate true\nuse_identity_as_username true');
    expect(secured).not.toContain('password_file');
  });
});
