// `edge join URL CODE [--config FILE]` as a person meets it: what happened and what to do next, in both languages.
import type { CodeFault } from '@nakamawashi/runtime';
import { readCode, systemClock } from '@nakamawashi/runtime';
import type { Bilingual } from '../config.ts';
import { EnrolmentError, type EnrolmentProblem } from './askConsortium.ts';
import { join } from './join.ts';
import { writeOrCompare } from './joinedConfig.ts';

const slips: Readonly<Record<CodeFault, Bilingual>> = {
  length: {
    ja: '登録コードは10文字です。もう一度確認してください。',
    en: 'A code has ten characters. Look at it again.',
  },
  character: {
    ja: '登録コードに使われない文字があります(0・1・O・I は使いません)。もう一度確認してください。',
    en: 'There is a character in it that no code has (0, 1, O and I are not used). Look at it again.',
  },
  check: {
    ja: '登録コードのどこかが違っています。もう一度確認して入力してください。',
    en: 'A character of the code is wrong, or two changed places. Look at it again.',
  },
};

const troubles: Readonly<Record<EnrolmentProblem, Bilingual>> = {
  'code-unknown': {
    ja: 'この登録コードは知られていません。入力とサーバーのアドレスを確認してください。',
    en: 'This code is not known there. Compare it, and the address of the server.',
  },
  'code-ended': {
    ja: '登録コードの期限が切れています。事務局に新しいコードを頼んでください。',
    en: 'The code has run out. Ask the office for a new one.',
  },
  'code-used': {
    ja: 'この登録コードはほかの箱で使用済みです。心当たりがなければ、すぐ事務局に知らせてください。',
    en: 'The code was used by another box. If that was not you, tell the office at once.',
  },
  'certificate-unknown': { ja: 'この箱は登録されていません。', en: 'This box is not enrolled.' },
  'certificate-ended': {
    ja: '証明書の期限が切れています。新しい登録コードで登録し直してください。',
    en: 'The certificate has run out. Join again with a new code.',
  },
  'certificate-revoked': {
    ja: 'この箱の証明書は無効にされています。事務局に連絡してください。',
    en: 'The certificate of this box was revoked. Ask the office.',
  },
  'not-understood': {
    ja: 'サーバーに通じませんでした。箱とサーバーのソフトの版を確認してください。',
    en: 'The server did not understand. Compare the versions of the programs here and there.',
  },
  'too-many-tries': {
    ja: '間違いが続いたため、しばらく受け付けません。10分ほど待ってからやり直してください。',
    en: 'There were too many wrong tries. Wait ten minutes and try again.',
  },
  'no-connection': {
    ja: 'サーバーにつながりません。アドレスとインターネット回線を確認してください。',
    en: 'The server cannot be reached. Check its address and the internet connection.',
  },
  'not-proven': {
    ja: '答えたのは本物のサーバーではないようです。何も変更していません。アドレスを確認し、事務局に連絡してください。',
    en: 'This does not seem to be the real server. Nothing was changed. Check the address and tell the office.',
  },
  clock: {
    ja: 'この箱の時計が合っていません。時刻を合わせてから、同じコードでもう一度実行してください。',
    en: 'The clock of this box is wrong. Set it, then do this again with the same code.',
  },
};

/** The text for a person, and whether it worked. */
export async function joinCommand(
  url: string,
  typed: string,
  configFile: string,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const read = readCode(typed);
  if ('fault' in read) return { ok: false, text: both(slips[read.fault]) };
  try {
    const enrolled = await join({ url, code: read.code, configFile, now: systemClock.now() });
    return {
      ok: true,
      text: both(welcome(configFile, enrolled.workshop, writeOrCompare(configFile, enrolled, url))),
    };
  } catch (error) {
    if (!(error instanceof EnrolmentError)) throw error;
    return { ok: false, text: `${both(troubles[error.problem])}  (${error.message})\n` };
  }
}

function welcome(file: string, workshop: string, found: ReturnType<typeof writeOrCompare>): Bilingual {
  const { isNew, lines } = found;
  const check = `npm run edge -- check ${file}`;
  if (isNew)
    return {
      ja: `${workshop} として登録しました。設定ファイル ${file} を作りました。機械を書き加えて確認してください: ${check}`,
      en: `Enrolled as ${workshop}. ${file} was made: write your machines into it, then: ${check}`,
    };
  if (lines.length === 0)
    return {
      ja: `${workshop} として登録しました。設定ファイルはそのままで使えます。`,
      en: `Enrolled as ${workshop}. The configuration is right as it is.`,
    };
  const shown = lines.map((each) => `\n    ${each}`).join('');
  return {
    ja: `${workshop} として登録しました。${file} は変更していません。次の行を書き換えてください:`,
    en: `Enrolled as ${workshop}. ${file} was not changed; these lines have to be:${shown}`,
  };
}

function both({ ja, en }: Bilingual): string {
  return `${ja}\n${en}\n`;
}
