// Each bound of a workshop is tried; another workshop is never the worse for it, and time gives the budget back.
import { expect, it } from 'vitest';
import { manualClock } from '../../../tests/manualClock.ts';
import { budget, openBudgets } from './budgets.ts';

it('bounds messages by the second', async () => {
  const clock = manualClock(0);
  const budgets = openBudgets(clock.monotonicMs);
  const data = { type: 'DDATA', bytes: 100 };
  for (let sent = 0; sent < budget.messagesAtOnce; sent++) expect(budgets.refusal('a', data)).toBeNull();
  expect(budgets.refusal('a', data)).toContain('messages a second');
  expect(budgets.refusal('b', data)).toBeNull();
  await clock.pass(1_000);
  for (let sent = 0; sent < budget.messagesPerSecond; sent++) expect(budgets.refusal('a', data)).toBeNull();
  expect(budgets.refusal('a', data)).toContain('messages a second');
});

it('bounds births by the minute', async () => {
  const clock = manualClock(0);
  const budgets = openBudgets(clock.monotonicMs);
  const birth = { type: 'NBIRTH', bytes: 100 };
  for (let sent = 0; sent < budget.birthsAtOnce; sent++) expect(budgets.refusal('a', birth)).toBeNull();
  expect(budgets.refusal('a', birth)).toContain('births a minute');
  expect(budgets.refusal('a', { type: 'DDATA', bytes: 1 })).toBeNull();
  await clock.pass(60_000 / budget.birthsPerMinute);
  expect(budgets.refusal('a', birth)).toBeNull();
});

it('bounds what births make the host remember, until the next NBIRTH', () => {
  const budgets = openBudgets(() => 0);
  const bytes = budget.payloadBytes;
  const most = budget.birthBytes / bytes;
  for (let sent = 0; sent < most; sent++) expect(budgets.refusal('a', { type: 'DBIRTH', bytes })).toBeNull();
  expect(budgets.refusal('a', { type: 'DBIRTH', bytes: 1 })).toContain('births of more than');
  expect(budgets.refusal('a', { type: 'NBIRTH', bytes: 1 })).toBeNull();
  expect(budgets.refusal('a', { type: 'DBIRTH', bytes: 1 })).toBeNull();
});

it('bounds the size of a message, whatever the broker allows', () => {
  const budgets = openBudgets(() => 0);
  expect(budgets.refusal('a', { type: 'DDATA', bytes: budget.payloadBytes })).toBeNull();
  expect(budgets.refusal('a', { type: 'DDATA', bytes: budget.payloadBytes + 1 })).toContain('bytes');
});
