// Pure: what the person at the machine reads and types while it is taught, in both languages on one screen.
import type { TaughtState } from './lesson.ts';

/** The keys, each with what it says. */
export const keys: Readonly<Record<string, TaughtState>> = {
  s: 'production',
  e: 'idle',
  d: 'setup',
  a: 'fault',
  o: 'off',
};

/** What stands on the screen before the first word. */
export function introduction(items: number, lateS: number): string {
  return [
    `いま ${items} 項目を読んでいます。機械の動きが変わったら、すぐにキーと Enter を押してください。`,
    `  s 加工を始めた   e 止まった・待ち   d 段取り中   a アラームで止まった   o 電源を切った   q おわり`,
    `  3回ずつ以上。1回は${2 * lateS + 5}秒より長く続けてください。`,
    `Reading ${items} items. Press a key and Enter as soon as the machine changes.`,
    `  s producing   e stopped, waiting   d being set up   a stopped by an alarm   o switched off   q done`,
    `  At least three times each; let each last longer than ${2 * lateS + 5} seconds.`,
    '',
  ].join('\n');
}

export const notUnderstood = 's, e, d, a, o か q を押してください。/ One of s, e, d, a, o or q.\n';

/** What was heard. */
export const heard: Readonly<Record<TaughtState, string>> = {
  production: '→ 加工中 / producing\n',
  idle: '→ 待ち / waiting\n',
  setup: '→ 段取り中 / being set up\n',
  fault: '→ アラーム停止 / stopped by an alarm\n',
  off: '→ 電源切 / switched off\n',
};

/** What stands on the screen when the machine answers again. */
export function contactIsBack(silentS: number): string {
  const seconds = Math.round(silentS);
  return (
    `つながりが戻りました。切れていた ${seconds} 秒は判定に使いません。そのまま続けてください。\n` +
    `Contact is back. The ${seconds} s without it do not count; please go on.\n`
  );
}

export const nothingSeparates =
  'どの項目も、言われた動きと合いませんでした。もう一度、長めに教えるか、読む範囲を広げてください。\n' +
  'Nothing that was read follows what was said. Teach it again, more slowly, or read more (--range).\n';

export const notEnough =
  '足りません。s と e を、間をあけて3回ずつ以上押してください。\n' +
  'Not enough: s and e are needed, at least three times each and not too close together.\n';
