// What an OPC UA server has to offer, as a text for the day of installation: ways in, machines, profiles that fit, and
// the lines to copy into the configuration. Without a configuration it asks unprotected and as nobody, and says so.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { type EdgeConfig, loadProfile } from './config.ts';
import { type OpcuaEndpoint, opcuaEndpoint } from './drivers/opcua/address.ts';
import type { SurveyedMachine } from './drivers/opcua/survey.ts';
import { listCertificates, pkiFolder, trustText } from './drivers/opcua/trust.ts';
import { profilesFolder } from './shippedFiles.ts';

const mostCandidates = 40;

/** Asks the server and prints piece by piece, because the first piece helps when the second fails; false if one did. */
export async function browse(
  url: string,
  config: EdgeConfig | null,
  { clock, print }: { readonly clock: Clock; readonly print: (text: string) => void },
): Promise<boolean> {
  const { askOffers, askSurvey } = await import('./drivers/opcua.ts');
  const passing = config === null ? mkdtempSync(join(tmpdir(), 'nakamawashi-browse-')) : null;
  const caller = {
    endpoint: endpointFor(url, config),
    dataDir: config?.dataDir ?? passing ?? '',
    clock,
  };
  try {
    const isOpen = caller.endpoint.security === 'none';
    print(`${url}\n`);
    for (const { security, users } of await askOffers(caller)) {
      print(`  offers ${security} (${users.join(', ')})\n`);
    }
    print(isOpen ? '  asked here without signature and encryption\n' : '  asked here signed and encrypted\n');
    const { machines, namespaces } = await askSurvey(caller, opcuaProfiles());
    print(`  namespaces: ${namespaces.slice(1).join(', ')}\n`);
    if (machines.length === 0) print('\nNothing on it looks like a machine.\n');
    for (const machine of machines) print(`\n${machineText(machine, caller.endpoint)}`);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.message.startsWith('BUG:')) throw error;
    print(`  ${error.message}\n`);
    const rejected = listCertificates(pkiFolder(caller.dataDir)).filter(({ isTrusted }) => !isTrusted);
    if (rejected.length > 0) print(`\n${trustText(rejected, caller.dataDir)}`);
    return false;
  } finally {
    if (passing !== null) rmSync(passing, { recursive: true, force: true });
  }
}

/** As the configuration says it for this address; otherwise as it would be. */
function endpointFor(url: string, config: EdgeConfig | null): OpcuaEndpoint {
  const known = config?.machines
    .filter(({ protocol }) => protocol === 'opcua')
    .map(({ endpoint }) => opcuaEndpoint.parse(endpoint))
    .find((endpoint) => endpoint.url === url);
  return known ?? opcuaEndpoint.parse({ url, security: config === null ? 'none' : 'sign-and-encrypt' });
}

function opcuaProfiles(): readonly Profile[] {
  return readdirSync(profilesFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => loadProfile(join(profilesFolder, name)))
    .filter(({ protocol }) => protocol === 'opcua');
}

function machineText(machine: SurveyedMachine, { url, security }: OpcuaEndpoint): string {
  const { name, place, identification, fits, candidates, isCut } = machine;
  const open = security === 'none' ? ', security: none' : '';
  const [best] = fits;
  const lines = [
    `${name}  (${[place, ...identification].join(', ')})`,
    ...fits.map(({ profile, found, items }) => `  fits ${profile}: ${found} of ${items} items`),
    ...(best === undefined
      ? ['  no profile fits; one for its nodes is written by docs/profiles.md']
      : [
          `    profile: ${best.profile}`,
          `    opcua: { url: '${url}', machine: ${JSON.stringify(name)}${open} }`,
        ]),
    ...candidates
      .slice(0, mostCandidates)
      .map(({ path, address, value }) => `  ${path} = ${JSON.stringify(value)}  { nodeId: '${address}' }`),
    ...(isCut || candidates.length > mostCandidates ? ['  … and more'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
