// What runs unencrypted because the configuration says so is told, machine by machine, and stops nothing.
import { expect, it } from 'vitest';
import { protocols } from '../drivers/index.ts';
import { type AgentStatus, healthOf } from './health.ts';

const url = 'opc.tcp://10.0.0.1:4840';
const machine = (id: string, isUnprotected: boolean): AgentStatus['machines'][number] => ({
  id,
  name: { ja: '旋盤', en: 'Lathe' },
  level: 'none',
  sharing: { desk: 'none', circle: 'none', consortium: 'none' },
  evidence: 'controller',
  live: { state: 'idle', inferred: false, since: 0 },
  contact: { isConnected: true, last: 0, problem: null },
  isUnprotected,
});
const status: AgentStatus = {
  at: 0,
  version: '1',
  workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
  link: { state: 'born', since: 0, problem: null },
  hasConsent: true,
  sending: { mode: 'open', since: null, until: null },
  switchProblem: null,
  configProblem: null,
  certificate: null,
  clock: { isTrusted: true, offsetMs: null },
  outbox: { depth: 0, oldest: null, dropped: 0, setAside: 0 },
  diskProblem: null,
  isTimeTrusted: true,
  givenUp: 0,
  repairs: [],
  machines: [machine('open', true), machine('closed', false)],
};

it('names the machines whose connection is not encrypted, and stays ready', () => {
  const { ready, troubles } = healthOf(status);
  expect([ready, troubles.map((trouble) => trouble.machine)]).toEqual([true, ['open']]);
  expect(troubles[0]).toMatchObject({
    en: expect.stringMatching(/not encrypted/),
    ja: expect.stringMatching(/暗号化/),
  });
});

it('knows such machines by their own words alone', () => {
  const isOpen = (endpoint: object): boolean | undefined =>
    protocols['opcua']?.isUnprotected({ url, ...endpoint });
  expect([isOpen({ security: 'none' }), isOpen({})]).toEqual([true, false]);
});
