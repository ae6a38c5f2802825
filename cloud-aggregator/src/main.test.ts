// The command line as a person uses it: a process of its own, its exit codes, its words, and a stop by signal.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectEdge, writeConfig } from '../../tests/aggregator/testEdge.ts';

let folder: string;
let file: string;
beforeEach(() => {
  ({ folder, file } = writeConfig());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(...words: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words]);
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...text })));
  return { child, text, ended };
}

describe('the command line', () => {
  it('explains itself, and what it did not understand', async () => {
    const help = await start('--help').ended;
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('account add WORKSHOP');
    expect(await start('dance', '--config', file).ended).toMatchObject({ code: 2, out: '' });
    expect(await start().ended).toMatchObject({
      code: 2,
      err: expect.stringContaining('--config FILE is needed'),
    });
    expect(await start('--colour').ended).toMatchObject({ code: 2 });
  });

  it('checks, and lists every fault with exit code 2', async () => {
    expect(await start('check', '--config', file).ended).toMatchObject({
      code: 0,
      out: `${file}: fine (1 workshops, 1 machines)\n`,
    });
    appendFileSync(join(folder, 'directory/kamata.yaml'), 'fax: none\n');
    appendFileSync(join(folder, 'calendars/always.yaml'), 'holidays: many\n');
    const { code, err } = await start('check', '--config', file).ended;
    expect(code).toBe(2);
    expect(err).toContain('kamata.yaml: fax');
    expect(err).toContain('always.yaml: holidays');
  });

  it('gives the members out as files, and takes them back edited', async () => {
    const written = await start(
      'directory',
      'export',
      '--format',
      'csv',
      '--lang',
      'en',
      '--out',
      folder,
      '--config',
      file,
    ).ended;
    expect(written).toMatchObject({ code: 0, err: '' });
    const machines = join(folder, 'machines.csv');
    writeFileSync(machines, readFileSync(machines, 'utf8').replace('旋盤', 'NC旋盤'));
    const taken = await start('directory', 'import', machines, '--config', file).ended;
    expect(taken).toMatchObject({ code: 0, out: 'workshop kamata: version 2\n' });
    appendFileSync(machines, 'nowhere,x,,,,,,,,\r\n');
    const refused = await start('directory', 'import', machines, '--config', file).ended;
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('機械 (machines), row 3, 工場ID (workshop): there is no workshop nowhere');
  });

  it('makes an account, prints its password once and keeps its hash alone', async () => {
    const { code, out } = await start('account', 'add', 'rokugo', '--config', file).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^[\w-]{43}\n$/);
    expect(readFileSync(join(folder, 'accounts.yaml'), 'utf8')).not.toContain(out.trim());
    expect(await start('account', 'add', 'rokugo', '--config', file).ended).toMatchObject({
      code: 1,
      out: '',
    });
    expect(await start('account', 'add', 'No Good', '--config', file).ended).toMatchObject({ code: 2 });
  });

  it('adds people and tokens, prints each secret once, and says who did what', async () => {
    const added = await start(
      'user',
      'add',
      'taro',
      '--role',
      'owner',
      '--workshop',
      'kamata',
      '--config',
      file,
    ).ended;
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(/^[2-9a-z-]{19}\n$/);
    expect(await start('user', 'add', 'x', '--role', 'boss', '--config', file).ended).toMatchObject({
      code: 2,
    });
    const { out } = await start('audit', '--since', '2026-01-01', '--config', file).ended;
    expect(out).toMatch(/^\S+Z\tconsole\tuser\.added\ttaro\towner\tkamata\n$/);
  }, 60_000);

  it('makes one administrator at the first start, and puts the password where no log is', async () => {
    rmSync(folder, { recursive: true });
    ({ folder, file } = writeConfig(undefined, '{ port: 0 }'));
    const secret = join(folder, 'data/first-administrator');
    const once = async (): Promise<Ended> => {
      const { child, text, ended } = start('--config', file);
      await vi.waitFor(() => expect(text.out).toContain('board: http'), { timeout: 20_000 });
      child.kill('SIGTERM');
      return ended;
    };
    const first = await once();
    const password = readFileSync(secret, 'utf8').trim();
    expect(password).toMatch(/^[2-9a-z-]{19}$/);
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(first.out).toContain(secret);
    expect(first.out + first.err).not.toContain(password);
    rmSync(secret);
    expect((await once()).out).not.toContain('administrator');
    expect(await start('user', 'remove', 'admin', '--config', file).ended).toMatchObject({
      code: 1,
      err: expect.stringContaining('the only administrator'),
    });
  }, 60_000);

  it('writes the files for Mosquitto', async () => {
    const { code, out } = await start('broker-config', 'mosquitto', '--out', folder, '--config', file).ended;
    expect(code).toBe(0);
    expect(out).toBe(`${join(folder, 'mosquitto.conf')}\n${join(folder, 'acl')}\n`);
    expect(readFileSync(join(folder, 'acl'), 'utf8')).toContain('user ota-board');
  });

  it('says what is missing when there is nothing to export, and which months there are', async () => {
    expect(await start('export', '2026-10', '--config', file).ended).toMatchObject({
      code: 1,
      err: expect.stringContaining('no store'),
    });
    expect(await start('export', 'October', '--config', file).ended).toMatchObject({ code: 2 });
    expect(await start('export', '2026-10', '--edition', 'own', '--config', file).ended).toMatchObject({
      code: 2,
      err: expect.stringContaining('--workshop'),
    });
    expect(await start('kpi', 'ota', 'shops', '2020', '3', '--config', file).ended).toMatchObject({
      code: 2,
    });
  });

  it('runs until it is told to stop, says STATE offline then, and ends with 0', async () => {
    const { child, text, ended } = start('--config', file);
    const password = (await start('account', 'add', 'kamata', '--config', file).ended).out.trim();
    const listens = (): string | undefined =>
      text.err.split('\n').find((line) => line.includes('the broker listens'));
    await vi.waitFor(() => expect(listens()).toBeDefined(), { timeout: 20_000 });
    const { port } = JSON.parse(listens() ?? '') as { port: number };
    const edge = await connectEdge({ port, password });
    await vi.waitFor(() => expect(text.out).toMatch(/^board: http:\/\/127\.0\.0\.1:\d+\/\n$/), {
      timeout: 20_000,
    });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
    expect(edge.events.at(-1)).toMatchObject({ kind: 'host', online: false });
    const out = join(folder, 'months');
    const exported = await start('export', '2026-10', '--out', out, '--config', file).ended;
    expect(exported).toMatchObject({ code: 0, err: '' });
    expect(exported.out).toContain('月次KPI_2026年10月_内部版_第1版.xlsx');
  });
});
