// Asks for the card of a company; null when nobody answers or there is none.
import type { CompanyCard } from '../../../src/api/companyCard.ts';

/** The card, or null. */
export async function loadCard(workshop: string): Promise<CompanyCard | null> {
  const url = new URL(`api/workshops/${encodeURIComponent(workshop)}`, document.baseURI);
  const answer = await fetch(url).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as CompanyCard) : null;
}
