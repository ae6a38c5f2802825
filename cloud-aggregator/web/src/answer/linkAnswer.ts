// Asks and answers by the secret behind the # of the page's address.
import type { Name } from '../live/machineRow.ts';

export type WeekWord = 'open' | 'depends' | 'full';

/** What the link is about. */
export interface LinkAnswer {
  readonly workshop: Name;
  /** The Monday of the week that is meant. */
  readonly week: string;
  readonly answer: WeekWord | null;
  /** What was said by this link already. */
  readonly said: readonly WeekWord[];
  readonly timeZone: string;
}

/** Only looks. */
export async function askLink(): Promise<LinkAnswer | 'gone' | 'unreached'> {
  const given = await send({ method: 'GET' });
  if (given?.status === 410) return 'gone';
  return given?.ok === true ? ((await given.json()) as LinkAnswer) : 'unreached';
}

/** Whether the word was taken. */
export async function sayByLink(answer: WeekWord): Promise<boolean> {
  const body = JSON.stringify({ answer });
  return (await send({ method: 'POST', body, headers: { 'content-type': 'application/json' } }))?.ok === true;
}

async function send({ headers, ...request }: RequestInit): Promise<Response | null> {
  const own = { ...(headers as Record<string, string> | undefined), 'x-answer-link': location.hash.slice(1) };
  return fetch(new URL('api/answer', document.baseURI), { ...request, headers: own }).catch(() => null);
}
