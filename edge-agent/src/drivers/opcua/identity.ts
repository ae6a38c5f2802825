// The agent's own OPC UA certificate and the folder in which a person decides which servers to trust (standards F.3).
// Promise: made once, whoever asks first, however many machines start together; no server is trusted by itself.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { pkiFolder } from './trust.ts';

/** What a client needs to show who it is. */
export interface Identity {
  readonly applicationName: string;
  readonly applicationUri: string;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** The folder with `trusted/certs` and `rejected`. */
  readonly pkiDir: string;
  /** A view of the folder as it is now: what was trusted meanwhile counts from the next connection on. */
  openTrust(): Promise<OPCUACertificateManager>;
}

/** Gives out the identity of each folder, making it at the first call. */
export function openIdentities(): (dataDir: string) => Promise<Identity> {
  const made = new Map<string, Promise<Identity>>();
  return (dataDir) => {
    const identity = made.get(dataDir) ?? makeIdentity(pkiFolder(dataDir));
    made.set(dataDir, identity);
    // A full disk today is no reason to fail tomorrow.
    identity.catch(() => made.delete(dataDir));
    return identity;
  };
}

async function makeIdentity(pkiDir: string): Promise<Identity> {
  const applicationName = 'Nakamawashi edge agent';
  const applicationUri = `urn:${hostname()}:nakamawashi-edge-agent`;
  const certificateFile = join(pkiDir, 'own', 'certs', 'edge-agent.pem');
  const openTrust = async (): Promise<OPCUACertificateManager> => {
    const manager = new OPCUACertificateManager({
      rootFolder: pkiDir,
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    });
    await manager.initialize();
    return manager;
  };
  const manager = await openTrust();
  const privateKeyFile = manager.privateKey;
  if (!existsSync(certificateFile)) {
    await manager.createSelfSignedCertificate({
      applicationUri,
      dns: [hostname()],
      outputFile: certificateFile,
      subject: '/CN=Nakamawashi edge agent',
      startDate: new Date(Date.now() - 86_400_000),
      validity: 3_650,
    });
  }
  await manager.dispose();
  return { applicationName, applicationUri, certificateFile, privateKeyFile, pkiDir, openTrust };
}
