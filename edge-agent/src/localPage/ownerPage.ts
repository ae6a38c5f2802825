// Pure: the owner's page as markup: how his machines are, how they did, and what of it leaves the building.
// Promise: what the page says is sent is made of the same level and switch by which it is sent; everything in it that
// was not written here is escaped (html.ts).
import {
  bracketCoverage,
  type MachineState,
  observedMs,
  type TimeElements,
  type TimestampMs,
  totalMs,
} from '@nakamawashi/machine-model';
import { audiences, type Consent } from '../sharing/levels.ts';
import type { MachineAccount } from './accounts.ts';
import { clockTime, hours, instant } from './clockWords.ts';
import type { Health, MachineStatus } from './health.ts';
import { type Html, html } from './html.ts';
import { endOfPause } from './ownerDeeds.ts';
import { type Language, type OwnerTexts, ownerTexts } from './ownerTexts.ts';
import { dayBand, stateChip, stateSign } from './signs.ts';

/** All that the page shows. */
export interface OwnerView {
  readonly health: Health;
  readonly timeZone: string;
  readonly consent: Consent | null;
  readonly accounts: ReadonlyMap<string, MachineAccount>;
  /** The last press of a switch could not be written down. */
  readonly isUnsaved: boolean;
}

interface Writing {
  readonly view: OwnerView;
  readonly language: Language;
  readonly texts: OwnerTexts;
  readonly when: (at: TimestampMs) => string;
}

const shownStates: readonly MachineState[] = [
  'production',
  'setup',
  'idle',
  'fault',
  'maintenance',
  'off',
  'unknown',
];

/** The whole page. */
export function ownerPage(view: OwnerView, language: Language): Html {
  const texts = ownerTexts[language];
  const { health, timeZone } = view;
  const when = (at: TimestampMs): string => instant(at, { now: health.at, timeZone }, texts);
  const writing: Writing = { view, language, texts, when };
  const workshop = health.workshop.name[language];
  const clock = clockTime(health.at, timeZone);
  const head = html`<header>
<div class="title"><p class="product">${texts.product}${texts.between}${texts.page}</p>
<h1>${workshop}<small>${texts.asOf(clock)}</small></h1></div>${languageLink(language, texts)}</header>`;
  const lost = html`<p id="lost" class="bar" role="status" data-lost="${texts.lost(clock)}" hidden></p>`;
  const unsaved = view.isUnsaved && html`<p class="bar" role="alert">${texts.sending.unsaved}</p>`;
  const cards = health.machines.map((machine) => machineCard(machine, writing));
  return documentOf(
    { title: `${workshop} ${texts.page}`, language },
    html`${head}<main id="page">${lost}${unsaved}
<div class="panels">${connectionPanel(writing)}${sendingPanel(writing)}</div>
<h2>${texts.machines}</h2><div class="machines">${cards}</div>
<p class="note">${texts.account.bracketNote}</p>${promisePanel(writing)}</main>`,
  );
}

/** The page that asks for the PIN; `problem` says what was wrong with the last try. */
export function signInPage(language: Language, problem: 'wrong' | 'tooMany' | null): Html {
  const texts = ownerTexts[language];
  const { head, note, pin, button } = texts.signIn;
  const trouble = problem !== null && html`<p class="bar" role="alert">${texts.signIn[problem]}</p>`;
  return documentOf(
    { title: texts.product, language },
    html`<header><div class="title"><p class="product">${texts.product}</p><h1>${head}</h1></div>
${languageLink(language, texts)}</header><main>${trouble}<p>${note}</p>
<form class="sign-in" method="post" action="/sign-in?lang=${language}"><label for="pin">${pin}</label>
<input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="current-password" required autofocus>
<button class="strong">${button}</button></form></main>`,
  );
}

function documentOf({ title, language }: { title: string; language: Language }, body: Html): Html {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><script src="/refresh.js" defer></script>
</head><body>${body}</body></html>
`;
}

function languageLink(language: Language, texts: OwnerTexts): Html {
  const other = language === 'ja' ? 'en' : 'ja';
  return html`<a class="language" href="?lang=${other}" lang="${other}">${texts.otherLanguage}</a>`;
}

function connectionPanel({ view, language, texts, when }: Writing): Html {
  const { link, troubles, outbox, sending, machines } = view.health;
  const { connection } = texts;
  const good =
    link.state === 'stopped'
      ? connection.stopped
      : link.state !== 'born'
        ? null
        : sending.mode === 'paused'
          ? connection.paused
          : connection.born(texts.since(when(link.since)));
  const waits =
    outbox.oldest !== null && link.state !== 'born'
      ? html`<p>${connection.waiting(outbox.depth, when(outbox.oldest))}</p>`
      : null;
  const isAllRead = machines.every(({ contact }) => contact.isConnected);
  const lines = troubles.map(
    (trouble) =>
      html`<li>${trouble[language]}${trouble.detail !== null && html`<small>${trouble.detail}</small>`}</li>`,
  );
  return html`<section><h2>${connection.head}</h2>${good !== null && html`<p class="good">${good}</p>`}
${lines.length > 0 && html`<ul class="troubles">${lines}</ul>`}${waits}
${isAllRead && html`<p class="quiet">${connection.allRead}</p>`}</section>`;
}

function sendingPanel({ view, language, texts, when }: Writing): Html {
  const { sending, machines } = view.health;
  const words = texts.sending;
  const shared = machines.filter(({ level }) => level !== 'none').length;
  const button = (deed: string, word: string, kind = ''): Html =>
    html`<button name="do" value="${deed}" class="${kind}">${word}</button>`;
  const form = (buttons: readonly Html[]): Html =>
    html`<form method="post" action="/sending?lang=${language}">${buttons}</form>`;
  const weekEnd = endOfPause('pause-week', view.health.at, view.timeZone);
  const isShorter = sending.until !== null && sending.until < weekEnd;
  const longer = isShorter ? [button('pause-week', words.lengthenToWeek)] : [];
  const stop = html`<details><summary>${words.stopHead}</summary><p>${words.stopNote}</p>
${form([button('stop', words.stop, 'grave')])}</details>`;
  const body =
    sending.mode === 'stopped'
      ? html`<p class="held">${words.stopped(texts.since(when(sending.since ?? view.health.at)))}</p>
${form([button('resume', words.resume, 'strong')])}`
      : sending.mode === 'paused'
        ? html`<p class="held">${words.paused(when(sending.until ?? view.health.at))}</p>
${form([button('resume', words.resumeNow, 'strong'), ...longer])}${stop}`
        : html`<p>${shared === 0 ? words.nothingShared : words.open(shared)}</p>
${form([button('pause-day', words.pauseDay), button('pause-week', words.pauseWeek)])}${stop}`;
  return html`<section class="sending"><h2>${words.head}</h2>${body}<p class="quiet">${words.what}</p></section>`;
}

function machineCard(machine: MachineStatus, writing: Writing): Html {
  const { view, language, texts, when } = writing;
  const { name, live, evidence } = machine;
  const account = view.accounts.get(machine.id);
  const how = live.state !== 'unknown' && texts.between + texts.evidence[evidence];
  const chip = stateChip(live.state, live.inferred, texts);
  return html`<article><div class="now-line"><h3>${name[language]}</h3>${chip}</div>
<p class="quiet">${texts.since(when(live.since))}${how}</p>
${account !== undefined && accountTable(account, writing)}
<h4>${texts.sent.head}</h4>${sentWords(machine, writing)}</article>`;
}

function accountTable(account: MachineAccount, { view, texts, when }: Writing): Html {
  const { dayHours, monthHours, through } = account;
  const words = texts.account;
  if (through === null) return html`<p class="quiet">${words.nothing}</p>`;
  const rows = shownStates
    .filter((state) => monthHours[state] > 0)
    .map(
      (state) => html`<tr><th scope="row"><span class="key state-${state}">${stateSign(state)}</span>
${texts.hours[state]}</th><td>${figure(dayHours, state)}</td><td>${figure(monthHours, state)}</td></tr>`,
    );
  const summary = shownStates
    .filter((state) => dayHours[state] > 0)
    .map((state) => `${texts.hours[state]} ${hours(dayHours[state])}`);
  const label = `${words.today} (${words.through(when(through))}): ${summary.join(texts.between)}`;
  return html`${dayBand(account, view.health.at, label)}
<table><thead><tr><td class="quiet">${words.through(when(through))}</td>
<th scope="col">${words.today}</th><th scope="col">${words.month}</th></tr></thead><tbody>${rows}
<tr class="coverage"><th scope="row">${words.coverage}</th>
<td>${percent(dayHours)}</td><td>${percent(monthHours)}</td></tr>
</tbody></table>`;
}

function sentWords({ level, sharing }: MachineStatus, { view, texts }: Writing): Html {
  const { sent } = texts;
  const isHeld = level !== 'none' && view.health.sending.mode !== 'open';
  const isWaiting = view.consent === null && audiences.some((audience) => sharing[audience] !== 'none');
  const words = isHeld ? sent.withheld : isWaiting ? sent.noConsent : sent.level[level];
  const rings = audiences.map((audience) => {
    const ring = `${sent.audience[audience]}${texts.colon}${sent.audienceLevel[sharing[audience]]}`;
    return html`<li>${ring}</li>`;
  });
  return html`<p class="${level === 'none' || isHeld ? 'none' : 'sent'}">${words}</p>
<ul class="rings quiet">${rings}</ul>`;
}

function promisePanel({ view, texts }: Writing): Html {
  const { head, never, stays, ceiling, consent, noConsent } = texts.promise;
  const agreed = view.consent;
  const line = agreed === null ? noConsent : consent(agreed.person, agreed.date, agreed.text);
  return html`<section class="promise"><h2>${head}</h2><p>${never}</p><p>${stays}</p><p>${ceiling}</p>
<p class="quiet">${line}</p></section>`;
}

function coverageOf(time: TimeElements): number {
  const total = totalMs(time);
  return total === 0 ? 0 : observedMs(time) / total;
}

function figure(time: TimeElements, state: MachineState): string {
  const text = hours(time[state]);
  return coverageOf(time) >= bracketCoverage || state === 'unknown' || time[state] === 0 ? text : `(${text})`;
}

function percent(time: TimeElements): string {
  return totalMs(time) === 0 ? '–' : `${Math.floor(coverageOf(time) * 100)} %`;
}
