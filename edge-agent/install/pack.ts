// `npm run pack:edge [-- --out DIR]`: the edge agent as it is shipped, a folder and the same as tar.gz. What can be
// bundled becomes a few files; what cannot (OPC UA, serial ports, the log) goes along with exactly what it needs.
// Promise: the same source gives the same bytes, and nothing in the folder points outside of it.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';
import edgePackage from '../package.json' with { type: 'json' };
import { type Installed, installedFor } from './installed.ts';

const agentDir = resolve(import.meta.dirname, '..');
const root = resolve(agentDir, '..');
/** Packages that find files of their own beside themselves, or load compiled parts: bundling would break them. */
const unbundled = [
  'modbus-serial',
  'node-opcua-certificate-manager',
  'node-opcua-client',
  'node-opcua-crypto',
  'pino',
  'pino-pretty',
];
/** The kinds of boxes; the compiled part of the serial port is there for each. */
const platforms = ['linux-arm64', 'linux-x64'];

/** Where the shipped agent was put. */
export interface Packed {
  readonly folder: string;
  readonly archive: string;
}

/** Packs into `out`, replacing what lies there under the same name. Throws when a package is not installed. */
export async function packEdge(out: string): Promise<Packed> {
  const folder = join(out, `nakamawashi-edge-${edgePackage.version}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  await bundle(join(folder, 'lib'));
  for (const name of ['style.css', 'refresh.js']) {
    cpSync(join(agentDir, 'src/localPage', name), join(folder, 'lib', name));
  }
  cpSync(join(root, 'config/profiles'), join(folder, 'profiles'), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const launcher = join(folder, 'bin/nakamawashi-edge');
  cpSync(join(import.meta.dirname, 'nakamawashi-edge.sh'), launcher);
  chmodSync(launcher, 0o755);
  for (const name of ['install.sh', 'nakamawashi-edge.service', 'edge-agent.yaml']) {
    cpSync(join(import.meta.dirname, name), join(folder, name));
  }
  chmodSync(join(folder, 'install.sh'), 0o755);
  for (const sheet of ['install-sheet.ja.html', 'install-sheet.en.html']) {
    cpSync(join(root, 'docs', sheet), join(folder, sheet));
  }
  for (const each of installedFor(unbundled, [agentDir, join(root, 'packages/runtime')])) {
    copyPackage(each, join(folder, each.place));
  }
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), licencesOfBundled());
  const archive = `${folder}.tar.gz`;
  writeFileSync(archive, archived(folder));
  return { folder, archive };
}

async function bundle(into: string): Promise<void> {
  await build({
    input: { main: join(agentDir, 'src/main.ts') },
    platform: 'node',
    external: [...unbundled, 'bufferutil', 'utf-8-validate'],
    logLevel: 'warn',
    output: {
      dir: into,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
      comments: false,
    },
  });
  for (const name of readdirSync(into)) {
    const file = join(into, name);
    writeFileSync(file, inAscii(readFileSync(file, 'utf8')));
  }
}

/** One letter beyond Latin-1 in a file, and V8 keeps two bytes for each of its letters. */
function inAscii(code: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replaceAll(/[^\0-\x7f]/g, escaped);
}

/** Without what only developers read, and with compiled parts for the kinds of boxes alone. */
function copyPackage({ folder }: Installed, to: string): void {
  cpSync(folder, to, {
    recursive: true,
    dereference: true,
    filter: (from) => {
      const name = basename(from);
      if (/\.(d\.[cm]?ts|ts|map|md|markdown|flow|cc|cpp|h|hpp|gyp|gypi)$/.test(name)) {
        return /licen[cs]e|notice|copying/i.test(name);
      }
      if (from.includes('/prebuilds/')) return platforms.some((each) => from.includes(`/prebuilds/${each}`));
      const isBeside = from.startsWith(join(folder, name));
      return !(isBeside && ['node_modules', 'test', 'tests', 'docs', 'doc', 'examples'].includes(name));
    },
  });
}

/** Everything beneath the folder, in order, of no time and no owner. */
function archived(folder: string): Buffer {
  const order = ['--sort=name', '--format=gnu', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  const tar = execFileSync(
    'tar',
    [...order, '--mode=u=rwX,go=rX', '-C', join(folder, '..'), '-cf', '-', basename(folder)],
    { maxBuffer: 1 << 30 },
  );
  return gzipSync(tar, { level: 9 });
}

/** The texts that the licences of the packages inside the bundle want to be passed on. */
function licencesOfBundled(): string {
  const bundled = installedFor(
    ['zod', 'prom-client', 'mqtt', 'yaml', 'temporal-polyfill'],
    [agentDir, join(root, 'packages/runtime'), join(root, 'packages/machine-model')],
  );
  return bundled
    .map(({ name, folder }) => {
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version: string;
        license?: string;
      };
      const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n');
    })
    .join('\n\n----\n\n');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } });
  const { folder, archive } = await packEdge(resolve(values.out));
  process.stdout.write(`${folder}\n${archive}\n`);
}
