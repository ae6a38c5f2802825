// `broker-config mosquitto`: the folder with all that a Mosquitto needs for this consortium; with `enrolment` also its
// certificate, the list of the revoked ones, and the certificate by which the host signs in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { type MosquittoSettings, mosquittoFiles } from '../broker/mosquittoConfig.ts';
import { type AggregatorConfig, loadAll } from '../config.ts';
import { openRecords } from '../directory/records.ts';
import { openCertificateBook } from './certificateBook.ts';
import { authorityOf, enrolmentOf, makeHostFiles, makeServerFiles } from './enrolmentOf.ts';

/** Writes the folder and names what was written, a line each. Throws when something cannot be written. */
export async function writeMosquitto(file: string, folder: string): Promise<string> {
  const loaded = loadAll(file);
  const { config } = loaded;
  mkdirSync(folder, { recursive: true });
  const settings = mosquittoSettings(config, folder);
  const { conf, acl } = mosquittoFiles({ ...settings, folder });
  const written = ['mosquitto.conf', 'acl'];
  writeFileSync(join(folder, 'mosquitto.conf'), conf);
  writeFileSync(join(folder, 'acl'), acl);
  if (settings.tls?.revokedFile !== undefined && 'external' in config.broker) {
    const at = systemClock.now();
    const names = [new URL(config.broker.external.url).hostname.replace(/^\[|\]$/g, '')];
    writeFileSync(settings.tls.caFile, (await authorityOf(config, at)).certificate);
    await makeServerFiles(config, { ...settings.tls, names }, at);
    await makeHostFiles(
      config,
      { certFile: join(folder, 'host.pem'), keyFile: join(folder, 'host.key') },
      at,
    );
    const records = openRecords(config.dataDir, loaded.first, at);
    try {
      const certificates = openCertificateBook(records.database);
      await enrolmentOf(config, { ...records, certificates, clock: systemClock })?.writeList();
    } finally {
      records.database.close();
    }
    written.push('ca.pem', 'server.pem', 'server.key', 'host.pem', 'host.key');
  }
  return written.map((name) => `${join(folder, name)}\n`).join('');
}

function mosquittoSettings(config: AggregatorConfig, folder: string): Omit<MosquittoSettings, 'folder'> {
  const { consortium, host, broker, enrolment } = config;
  if ('embedded' in broker) {
    const { port, maxPacketBytes } = broker.embedded;
    return { consortium, host, port, tls: null, maxPacketBytes };
  }
  const { protocol, port } = new URL(broker.external.url);
  const secured = protocol === 'mqtts:' || protocol === 'wss:';
  const tls = {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'server.pem'),
    keyFile: join(folder, 'server.key'),
    ...(enrolment === null ? {} : { revokedFile: enrolment.revokedFile }),
  };
  const usual = secured ? 8883 : 1883;
  return {
    consortium,
    host,
    port: port === '' ? usual : Number(port),
    tls: secured ? tls : null,
    pidFile: enrolment?.mosquittoPidFile,
    maxPacketBytes: 262_144,
  };
}
