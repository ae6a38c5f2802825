// What the page says follows what is sent, and nothing that came from a file or a machine becomes markup.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelSent, sharingLevels } from '../sharing/levels.ts';
import type { Sending } from '../sharing/withholding.ts';
import { type AgentStatus, healthOf } from './health.ts';
import { ownerPage } from './ownerPage.ts';

const at = Date.UTC(2026, 10, 20, 5);
const open: Sending = { mode: 'open', since: null, until: null };
const level = fc.constantFrom(...sharingLevels);
const consent = { text: '1', person: '山田', date: '2026-11-01' };

function status(change: Partial<AgentStatus>): AgentStatus {
  return {
    at,
    version: '0',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    link: { state: 'born', problem: null, since: at },
    hasConsent: true,
    sending: open,
    switchProblem: null,
    configProblem: null,
    certificate: null,
    clock: { isTrusted: true, offsetMs: null },
    outbox: { depth: 0, oldest: null, setAside: 0, dropped: 0 },
    diskProblem: null,
    isTimeTrusted: true,
    givenUp: 0,
    repairs: [],
    machines: [],
    ...change,
  };
}
function machine(sharing: AgentStatus['machines'][number]['sharing'], hasConsent = true, word = '旋盤') {
  return {
    id: 'a',
    name: { ja: word, en: word },
    sharing,
    level: levelSent(sharing, hasConsent ? consent : null),
    evidence: 'lamp',
    live: { state: 'idle', inferred: false, since: at },
    contact: { isConnected: false, last: null, problem: word },
    isUnprotected: false,
  } as const;
}
const page = (change: Partial<AgentStatus>, hasConsent = true): string =>
  ownerPage(
    {
      health: healthOf(status({ ...change, hasConsent })),
      timeZone: 'Asia/Tokyo',
      consent: hasConsent ? consent : null,
      accounts: new Map(),
      isUnsaved: false,
    },
    'ja',
  ).markup;

describe("the owner's page", () => {
  it('says that something is sent of a machine exactly when it is', () => {
    fc.assert(
      fc.property(
        level,
        level,
        fc.boolean(),
        fc.constantFrom('open', 'paused', 'stopped'),
        (desk, circle, has, mode) => {
          const each = machine({ desk, circle, consortium: 'none' }, has);
          const sending = { mode, since: at, until: at + 1 } as const;
          const text = page({ machines: [each], sending: mode === 'open' ? open : sending }, has);
          const isSent = each.level !== 'none' && mode === 'open';
          expect(text.includes('class="sent"')).toBe(isSent);
          expect(text.includes('いまの状態、始まった時刻を送ります')).toBe(isSent && each.level === 'live');
          expect(text.includes('名前も外に出ません')).toBe(
            each.level === 'none' && (has || (desk === 'none' && circle === 'none')),
          );
        },
      ),
    );
  });

  it('keeps every word from outside within its place', () => {
    const mark = '"><script>x</script>\'&';
    const evil = page({
      machines: [machine({ desk: 'live', circle: 'none', consortium: 'none' }, true, mark)],
      workshop: { id: 'k', name: { ja: mark, en: mark } },
      diskProblem: mark,
      link: { state: 'offline', problem: mark, since: 0 },
    });
    expect(evil.match(/<script/g)?.length).toBe(1);
    expect(evil).not.toContain('x</script>');
    expect(evil.split('&lt;script&gt;x').length).toBeGreaterThan(5);
  });

  it('asks for no help in the first seconds of a connection, and none while sending is stopped', () => {
    const link = { state: 'offline', problem: 'x', since: at - 2_000 } as const;
    expect(page({ link })).toMatch(/つないでいるところです/);
    expect(page({ link: { ...link, since: at - 20_000 } })).toMatch(/インターネット回線を確認/);
    const stopped = { mode: 'stopped', since: at, until: null } as const;
    const quiet = page({ link: { state: 'stopped', problem: null, since: at }, sending: stopped });
    expect(quiet).toMatch(/どこにもつないでいません/);
    expect(quiet).not.toMatch(/class="troubles"/);
    expect(page({ sending: stopped, switchProblem: 'torn' })).toMatch(/送信スイッチの記録が読めない/);
  });

  it('names a file that was repaired, while running or at the start, for a month', () => {
    const repair = { at, file: 'agent.sqlite.aside-1', reason: 'torn', lostSlots: 12 };
    for (const [isWhileRunning, name, ja, en] of [
      [true, 'fileRepairedWhileRunning', /動いている間に.*12件/, /while running.*12 unsent/],
      [false, 'fileRepaired', /壊れていたため.*12件/, /was replaced.*12 unsent/],
    ] as const) {
      const repairs = [{ ...repair, isWhileRunning }];
      const told = { name, ja: expect.stringMatching(ja), en: expect.stringMatching(en) };
      expect(healthOf(status({ repairs })).troubles).toMatchObject([told]);
      expect(page({ repairs })).toMatch(ja);
      expect(healthOf(status({ repairs, at: at + 31 * 86_400_000 })).troubles).toEqual([]);
    }
  });
});
