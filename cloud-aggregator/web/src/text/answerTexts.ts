// Pure: the words of the page behind a link from a message, and of the office where it makes one.
const ja = {
  title: '今週の回答',
  addressed: (shop: string) => `${shop} 様`,
  week: (from: string, until: string) => `対象の週：${from} ～ ${until}`,
  known: (word: string) => `いまの回答：${word}`,
  unanswered: 'まだ回答がありません。下のどれかを押すと、すぐに伝わります。',
  taken: 'ありがとうございます。回答を受け付けました。',
  refused: '受け付けられませんでした。通信を確かめて、もう一度お試しください。',
  once: 'この画面を開いただけでは何も変わりません。このリンクで同じ回答ができるのは一度だけです。',
  gone: 'このリンクは使えません。期限が切れたか、新しいリンクが送られています。事務局にお問い合わせください。',
  unreached: 'つながりませんでした。',
  again: 'もう一度',
  make: '今週の回答リンクを作る',
  made: (until: string) =>
    `このリンクを会社へのメッセージに貼ってください。${until}まで使えます。前のリンクは使えなくなりました。`,
  copy: 'コピー',
  copied: 'コピーしました',
  notMade: 'リンクを作れませんでした。',
};

type AnswerTexts = typeof ja;

const en: AnswerTexts = {
  title: 'Answer for this week',
  addressed: (shop) => shop,
  week: (from, until) => `For the week ${from} to ${until}`,
  known: (word) => `Your answer now: ${word}`,
  unanswered: 'There is no answer yet. A tap on one of these is passed on at once.',
  taken: 'Thank you. Your answer has been taken.',
  refused: 'It was not taken. Check the connection and try again.',
  once: 'Opening this page changes nothing. By this link each answer can be given once.',
  gone: 'This link is no use: its time is over, or a newer one was sent. Please ask the office.',
  unreached: 'There was no contact.',
  again: 'Try again',
  make: 'Make a link for this week’s answer',
  made: (until) =>
    `Paste this link into a message to the company. It is good until ${until}; the one before it is not.`,
  copy: 'Copy',
  copied: 'Copied',
  notMade: 'The link could not be made.',
};

/** By language. */
export const answerTexts = { ja, en } as const;
