// Teach-in by the real command against the real simulators: somebody says start and stop, a moment late, and the
// profile that is written sees the machine as it is, faults and switching off too, and when contact was lost meanwhile.
// A lesson that ends too soon writes nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@nakamawashi/runtime';
import {
  type RunningModbusServer,
  type RunningOpcuaServer,
  startModbusServer,
  startOpcuaServer,
} from '@nakamawashi/simulators';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';

const root = resolve(import.meta.dirname, '../..');
const halfMs = 11_000;
const kinds = [
  'modbus-stack-light',
  'modbus-current-sensor',
  'modbus-press-stroke',
  'opcua-plain-cnc',
] as const;
const pattern = {
  kind: 'pattern',
  epoch: 0,
  steps: [
    ['production', halfMs],
    ['idle', halfMs],
  ],
} as const;
const stepMs = 10_000;
const fourStates = {
  kind: 'pattern',
  epoch: 0,
  steps: [
    ['idle', stepMs],
    ['production', stepMs],
    ['fault', stepMs],
    ['off', stepMs],
  ],
} as const;
const lights = ['light-heard', 'light-lost'] as const;
const lostUnit = 5;
let folder: string;
let file: string;
let modbus: RunningModbusServer;
let opcua: RunningOpcuaServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'teach-'));
  const clock = systemClock;
  modbus = await startModbusServer({
    port: 0,
    clock,
    machines: [
      { kind: 'modbus-stack-light', name: 'light', unit: 1, script: pattern },
      { kind: 'modbus-current-sensor', name: 'current', unit: 2, script: pattern },
      { kind: 'modbus-press-stroke', name: 'press', unit: 3, script: pattern, strokes: { cycleMs: 1_000 } },
      { kind: 'modbus-stack-light', name: 'heard', unit: 4, script: fourStates },
      { kind: 'modbus-stack-light', name: 'lost', unit: lostUnit, script: fourStates },
    ],
  });
  const [port = 0] = await freePorts(1);
  const machines = [{ kind: 'opcua-plain-cnc', name: 'cnc', script: pattern }] as const;
  opcua = await startOpcuaServer({ port, pkiDir: join(folder, 'pki'), machines, clock });
  const wire = { host: '127.0.0.1', port: modbus.port, intervalMs: 200 };
  file = join(folder, 'edge-agent.yaml');
  const config = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: 'mqtt://127.0.0.1:1' },
    dataDir: './data',
    machines: [
      ...kinds.map((kind, index) => ({
        id: kind,
        name: { ja: '機械', en: 'Machine' },
        profile: kind,
        ...(kind.startsWith('modbus')
          ? { modbus: { ...wire, unit: index + 1 } }
          : { opcua: { url: opcua.url, machine: 'cnc', security: 'none' } }),
      })),
      ...lights.map((id, index) => ({
        id,
        name: { ja: '機械', en: 'Machine' },
        profile: 'modbus-stack-light',
        modbus: { ...wire, unit: 4 + index },
      })),
    ],
  };
  writeFileSync(file, JSON.stringify(config));
}, 60_000);
afterAll(async () => {
  await modbus.stop();
  await opcua.stop();
  rmSync(folder, { recursive: true });
});

const edge = (...words: string[]): readonly string[] => ['edge-agent/src/main.ts', ...words];

function startLesson(
  kind: string,
  ...more: string[]
): { readonly child: ChildProcess; readonly said: () => string } {
  const range = !kind.startsWith('opcua')
    ? ['--range', 'discreteInput:0-3', '--range', 'inputRegister:0-17']
    : [];
  const child = spawn(process.execPath, edge('teach', file, kind, '--late', '1.5', ...range, ...more), {
    cwd: root,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
  }
  return { child, said: () => text };
}

/** Until shortly after the machines change the next time; whether they produce then. */
async function nextChange(): Promise<boolean> {
  const now = Date.now();
  const at = (Math.floor(now / halfMs) + 1) * halfMs;
  await sleep(at - now + 600);
  return Math.floor(at / halfMs) % 2 === 0;
}

const keyOf = { idle: 'e', production: 's', fault: 'a', off: 'o' } as const;

/** Until shortly after the lights with four states change the next time; what they show then. */
async function nextStep(): Promise<keyof typeof keyOf> {
  const at = (Math.floor(Date.now() / stepMs) + 1) * stepMs;
  await sleep(at - Date.now() + 600);
  return fourStates.steps[(at / stepMs) % 4]?.[0] ?? 'idle';
}

/** What `probe` says of a machine by the profile that was learnt for it. */
async function probeOf(id: string): Promise<string> {
  const profile = join(folder, `taught-${id}.yaml`);
  const child = spawn(process.execPath, edge('probe', file, id, '--profile', profile), { cwd: root });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  await exitOf(child);
  return said;
}

/** What each machine is read to be, and was, within one step; a probe that outlasts it is made again. */
async function probedInOneStep<State>(ids: readonly string[], next: () => Promise<State>, lengthMs: number) {
  const probed: { readonly id: string; readonly state: State; readonly said: string }[] = [];
  let left = ids;
  while (left.length > 0) {
    const state = await next();
    const began = Date.now();
    const inTime = await Promise.all(
      left.map(async (id) => {
        const said = await probeOf(id);
        return Date.now() - began < lengthMs - 1_000 ? [{ id, state, said }] : [];
      }),
    );
    probed.push(...inTime.flat());
    left = ids.filter((id) => probed.every((each) => each.id !== id));
  }
  return probed;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((done) => child.once('exit', done));
}

describe('teach-in', () => {
  it('learns each kind of machine from six words, and what it writes sees the machine as it is', async () => {
    const lessons = kinds.map((kind) => ({ kind, ...startLesson(kind) }));
    for (const { said } of lessons)
      await vi.waitFor(() => expect(said()).toContain('Reading'), { timeout: 30_000, interval: 100 });
    for (let words = 0; words < 6; words += 1) {
      const key = (await nextChange()) ? 's' : 'e';
      for (const { child } of lessons) child.stdin?.write(`${key}\n`);
    }
    await sleep(halfMs - 3_000);
    for (const { child } of lessons) child.stdin?.end('q\n');
    for (const { kind, child, said } of lessons) {
      expect([kind, await exitOf(child), said()]).toEqual([
        kind,
        0,
        expect.stringContaining(`taught-${kind}.yaml`),
      ]);
    }
    for (const { id, state: isProducing, said } of await probedInOneStep(kinds, nextChange, halfMs)) {
      const state = isProducing ? 'production' : 'idle';
      expect([id, said, readFileSync(join(folder, `taught-${id}.yaml`), 'utf8')]).toEqual([
        id,
        expect.stringContaining(`state: ${state}`),
        expect.stringContaining('Learnt at the machine'),
      ]);
    }
  }, 240_000);

  it('learns faults and switching off as well, and loses nothing by a while without contact', async () => {
    const lessons = lights.map((id) => ({ id, ...startLesson(id) }));
    for (const { said } of lessons)
      await vi.waitFor(() => expect(said()).toContain('Reading'), { timeout: 30_000, interval: 100 });
    for (let words = 0; words < 9; words += 1) {
      const state = await nextStep();
      for (const { child } of lessons) child.stdin?.write(`${keyOf[state]}\n`);
      // One change happens out of sight: from the middle of a step until after the next has begun.
      if (words !== 4) continue;
      await sleep(stepMs / 2);
      modbus.silence(lostUnit, true);
      const next = await nextStep();
      words += 1;
      for (const { child } of lessons) child.stdin?.write(`${keyOf[next]}\n`);
      await sleep(3_000);
      modbus.silence(lostUnit, false);
    }
    await sleep(stepMs - 3_000);
    for (const { child } of lessons) child.stdin?.end('q\n');
    for (const { id, child, said } of lessons) {
      expect([id, await exitOf(child), said()]).toEqual([
        id,
        0,
        expect.stringContaining(`taught-${id}.yaml`),
      ]);
      expect([id, said().includes('Contact is back')]).toEqual([id, id === 'light-lost']);
      for (const state of Object.keys(keyOf))
        expect([id, state, said()]).toEqual([
          id,
          state,
          expect.stringMatching(new RegExp(`^${state}: .* changes`, 'm')),
        ]);
    }
    for (const _ of Object.keys(keyOf)) {
      for (const { id, state, said } of await probedInOneStep(lights, nextStep, stepMs))
        expect([id, said]).toEqual([id, expect.stringContaining(`state: ${state}`)]);
    }
  }, 240_000);

  it('writes nothing when too little was said, and over no file that is there', async () => {
    const { child, said } = startLesson('opcua-plain-cnc');
    await exitOf(child);
    expect(said()).toContain('is there already');
    const out = join(folder, 'second.yaml');
    const soon = startLesson('modbus-stack-light', '--out', out);
    await vi.waitFor(() => expect(soon.said()).toContain('Reading'), { timeout: 30_000, interval: 100 });
    soon.child.stdin?.end('s\nx\ne\nq\n');
    expect(await exitOf(soon.child)).toBe(1);
    expect(soon.said()).toMatch(/One of s, e, d, a, o or q[\s\S]*Not enough/);
    expect(existsSync(out)).toBe(false);
  }, 60_000);
});
