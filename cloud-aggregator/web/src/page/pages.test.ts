// Nobody is led to a page that the aggregator would refuse him.
import { expect, it } from 'vitest';
import { pageOf, pagesOf } from './pages.ts';

const of = (...roles: ('owner' | 'desk' | 'office' | 'reviewer' | 'administrator')[]) => ({
  roles,
  open: false,
});

it('starts everybody where his work is, and takes the address where it may', () => {
  expect(pageOf(null, of('desk'))).toBe('free');
  expect(pageOf('now', of('office'))).toBe('now');
  expect(pageOf('free', of('owner'))).toBe('mine');
  expect(pageOf('mine', of('desk'))).toBe('free');
  expect(pageOf(null, of('reviewer'))).toBe('months');
  expect(pageOf('free', of('reviewer'))).toBe('months');
  expect(pageOf('months', of('office'))).toBe('months');
  expect(pageOf('months', of('desk'))).toBe('free');
  expect(pageOf(null, { roles: [], open: true })).toBe('free');
  expect(pageOf('company', of('desk'))).toBe('company');
  expect(pageOf('company', of('owner'))).toBe('mine');
  expect(pageOf('nonsense', of('desk'))).toBe('free');
  expect(pageOf('members', of('office'))).toBe('members');
  expect(pageOf('members', of('desk'))).toBe('free');
  expect(pageOf('members', { roles: [], open: true })).toBe('free');
  expect(pageOf('calendar', of('owner'))).toBe('calendar');
  expect(pageOf('calendar', of('desk'))).toBe('free');
  expect(pagesOf(of('reviewer'))).toEqual(['months']);
  expect(pageOf('boxes', of('office'))).toBe('boxes');
  expect(pageOf('people', of('administrator'))).toBe('people');
  expect(pageOf('parts', of('administrator'))).toBe('parts');
  expect(pageOf('parts', of('desk'))).toBe('free');
  for (const page of ['people', 'audit']) {
    expect(pageOf(page, of('office', 'desk', 'owner'))).toBe('mine');
    expect(pageOf(page, { roles: [], open: true })).toBe('free');
  }
  expect(pageOf('boxes', of('desk'))).toBe('free');
});
