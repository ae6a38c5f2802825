// The text for a support call holds no secret, wherever one was put, and says what it could not get.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecentLog, readRecentLog } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEdgeConfig } from '../config.ts';
import { openSettings } from './openSettings.ts';
import { recentLogName, supportBundle } from './support.ts';
import { supportText } from './supportText.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'support-'));
  mkdirSync(join(folder, 'data'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const odd = 'with "quotes" and  too';
const secrets = [
  odd,
  JSON.stringify(odd).slice(1, -1),
  'hunter2-broker',
  '739215',
  'KEYMATERIALKEYMATERIAL',
  '山田太郎',
  'opcuser',
  'opcua-pass',
  'inurl',
];

function write(): string {
  const file = join(folder, 'edge-agent.yaml');
  writeFileSync(join(folder, 'password'), 'hunter2-broker\n');
  writeFileSync(join(folder, 'pin'), '739215');
  writeFileSync(join(folder, 'opc'), 'opcua-pass');
  writeFileSync(join(folder, 'odd'), odd);
  for (const name of ['key.pem', 'cert.pem', 'ca.pem']) {
    writeFileSync(join(folder, name), '-----BEGIN X-----\nKEYMATERIALKEYMATERIAL\n-----END X-----\n');
  }
  const config = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: {
      url: 'mqtts://someone:inurl@broker:8883',
      passwordFile: './password',
      tls: { caFile: './ca.pem', certFile: './cert.pem', keyFile: './key.pem' },
    },
    dataDir: './data',
    http: { port: 1, pinFile: './pin' },
    consent: { text: '1', person: '山田太郎', date: '2026-11-01' },
    machines: [
      {
        id: 'lathe-1',
        name: { ja: '旋盤', en: 'Lathe' },
        profile: 'opcua-machine-tool',
        opcua: { url: 'opc.tcp://10.0.0.1:4840', machine: 'm', username: 'opcuser', passwordFile: './opc' },
      },
      {
        id: 'grinder-1',
        name: { ja: '研削盤', en: 'Grinder' },
        profile: 'modbus-stack-light',
        modbus: { host: '10.0.0.2', unit: 7 },
      },
      {
        id: 'mill-1',
        name: { ja: 'フライス', en: 'Mill' },
        profile: 'opcua-machine-tool',
        opcua: { url: 'opc.tcp://10.0.0.3:4840', machine: 'm', username: 'opcuser', passwordFile: './odd' },
      },
    ],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe('the text for a support call', () => {
  it('tells how the box is set and how it is, and no secret, also not one that got into the log', async () => {
    const file = write();
    const log = openRecentLog(join(folder, 'data', recentLogName));
    log.write('{"msg":"no contact","problem":"login opcuser:opcua-pass refused"}\n');
    log.write('{"msg":"no session with mqtts://someone:inurl@broker:8883"}\n');
    log.write(`${JSON.stringify({ msg: `tried ${odd}` })}\n`);
    log.flush();
    const text = await supportBundle(file, new Date(0));
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toContain('mqtts://broker:8883');
    expect(text).toMatch(/"unit": 7/);
    expect(text).toMatch(/login \[secret\]:\[secret\] refused/);
    expect(text).toMatch(/does not answer on port 1: is it running/);
    expect(text).toMatch(/MB free of/);
  });

  it('says where a broken file is wrong, without what stands there', async () => {
    const file = write();
    writeFileSync(
      file,
      'dataDir: ./data\nbroker: { url: "mqtt://x", password: 739215, passwordFile: ./password }\nhttp: { port: 1 }\n',
    );
    writeFileSync(join(folder, 'data', recentLogName), 'the broker refused hunter2-broker\n');
    const text = await supportBundle(file, new Date(0));
    expect(text).toContain('cannot be used');
    expect(text).toContain('the broker refused [secret]');
    expect(text).toMatch(/does not answer on port 1/);
    expect(text).not.toContain('739215');
  });

  it('is written by the command into a file that only its owner can read', () => {
    const out = join(folder, 'support.txt');
    const main = join(import.meta.dirname, '../main.ts');
    const said = execFileSync(process.execPath, [main, 'support', write(), '--out', out], {
      encoding: 'utf8',
    });
    expect(said).toContain('read it before you send it');
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it('shows of an endpoint only what is on the list, whatever else stands in it', () => {
    const config = loadEdgeConfig(write());
    const nested = fc.letrec((tie) => ({
      part: fc.oneof(
        { maxDepth: 3 },
        fc.constant('SECRET'),
        fc.dictionary(fc.string({ minLength: 1 }), tie('part')),
      ),
    })).part;
    fc.assert(
      fc.property(nested, (endpoint) => {
        const [machine] = config.machines;
        if (machine === undefined || typeof endpoint === 'string') return;
        const shown = JSON.stringify(openSettings({ ...config, machines: [{ ...machine, endpoint }] }));
        expect(shown).not.toContain('SECRET');
      }),
    );
  });

  it('strikes out every secret, also one within another', () => {
    const secret = fc.string({ minLength: 3, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', '1') });
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.array(fc.string()), (all, words) => {
        const lines = words.flatMap((word, index) => [`${word} ${all[index % all.length]}!`]);
        const cut = `${'.'.repeat(1_997)}${all[0]}`;
        const text = supportText([{ title: 'x', lines: [...lines, cut] }], all);
        for (const each of all) expect(text).not.toContain(each);
        expect(text).not.toContain(`.${all[0]?.slice(0, 3)}`);
      }),
    );
  });
});

describe('the last lines of a log', () => {
  it('stay bounded on disk, and the newest are there', () => {
    const file = join(folder, 'data', 'recent.log');
    const log = openRecentLog(file);
    for (let line = 0; line < 9_000; line += 1) {
      log.write(`line ${line} ${'.'.repeat(40)}\n`);
      if (line % 100 === 0) log.flush();
    }
    log.flush();
    expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(300_000);
    const last = readRecentLog(file, 50);
    expect(last).toHaveLength(50);
    expect(last.at(-1)).toMatch(/^line 8999 /);
  });
});
