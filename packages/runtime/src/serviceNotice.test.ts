// The notices to systemd: when they go out, and above all when they do not.
import { describe, expect, it } from 'vitest';
import { openServiceNotice } from './serviceNotice.ts';

function opened(environment: Readonly<Record<string, string>>) {
  const sent: (readonly string[])[] = [];
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  const notice = openServiceNotice(clock, environment, (fields) => sent.push(fields));
  return { notice, clock, sent };
}

describe('the line to systemd', () => {
  it('is silent where nobody listens', () => {
    const { notice, sent } = opened({ WATCHDOG_USEC: '3000000' });
    notice.progress();
    notice.stopping();
    expect(sent).toEqual([]);
  });

  it('says READY at the first progress, and lives by progress alone', () => {
    const { notice, clock, sent } = opened({ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '3000000' });
    expect(sent).toEqual([]);
    notice.progress();
    clock.ms = 999;
    notice.progress();
    expect(sent).toEqual([['READY=1', 'STATUS=running']]);
    clock.ms = 60_000;
    expect(sent).toHaveLength(1);
    notice.progress();
    notice.progress();
    expect(sent.slice(1)).toEqual([['WATCHDOG=1']]);
    notice.stopping();
    expect(sent.at(-1)?.[0]).toBe('STOPPING=1');
  });

  it('feeds no watchdog that is not there', () => {
    const { notice, clock, sent } = opened({ NOTIFY_SOCKET: '/x' });
    notice.progress();
    clock.ms = 1e9;
    notice.progress();
    expect(sent).toHaveLength(1);
  });
});
