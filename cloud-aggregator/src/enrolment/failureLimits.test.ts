// Guessing is slow whoever guesses from where, and nobody is held up who was not wrong.
import { expect, it } from 'vitest';
import { openFailureLimits } from './failureLimits.ts';

it('holds up an address after ten failures, and gives it one more each minute', () => {
  let now = 0;
  const tries = openFailureLimits(() => now);
  for (let failures = 0; failures < 10; failures++) {
    expect(tries.mayTry('a')).toBe(true);
    tries.failed('a');
  }
  expect([tries.mayTry('a'), tries.mayTry('b')]).toEqual([false, true]);
  now += 60_000;
  expect(tries.mayTry('a')).toBe(true);
  tries.failed('a');
  expect(tries.mayTry('a')).toBe(false);
});

it('holds up all after a hundred failures from anywhere, and gives one more each second', () => {
  let now = 0;
  const tries = openFailureLimits(() => now);
  for (let failures = 0; failures < 100; failures++) tries.failed(`address ${failures}`);
  expect(tries.mayTry('new')).toBe(false);
  let guesses = 0;
  for (let second = 0; second < 3_600; second++) {
    now += 1_000;
    while (tries.mayTry(`from ${guesses}`)) {
      tries.failed(`from ${guesses}`);
      guesses += 1;
    }
  }
  expect(guesses).toBeLessThanOrEqual(3_601);
});

it('holds up no renewal for what others do', () => {
  const tries = openFailureLimits(() => 0);
  for (let failures = 0; failures < 100; failures++) tries.failed(`address ${failures % 20}`);
  expect([tries.mayTry('new'), tries.mayProve('new')]).toEqual([false, true]);
  for (let failures = 0; failures < 10; failures++) tries.failed('new');
  expect(tries.mayProve('new')).toBe(false);
});

it('takes an IPv6 network of one shop for one address', () => {
  const tries = openFailureLimits(() => 0);
  for (let failures = 0; failures < 10; failures++) tries.failed(`2001:db8:0:7::${failures}`);
  expect([tries.mayTry('2001:db8:0:7::ffff'), tries.mayTry('2001:db8:0:8::1')]).toEqual([false, true]);
});
