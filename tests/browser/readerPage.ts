// A reader's page in Chromium that writes down what must not happen: errors, breaches of the content policy, and
// requests to anybody but our own address.
import type { Browser, Page } from 'playwright-core';

export interface ReaderPage {
  readonly page: Page;
  /** What went wrong so far. */
  readonly complaints: readonly string[];
}

/** Opens a page; `home` is the only address it may ask. */
export async function openReader(
  browser: Browser,
  home: () => string,
  viewport = { width: 1280, height: 800 },
): Promise<ReaderPage> {
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(home())) complaints.push(`asked ${request.url()}`);
  });
  return { page, complaints };
}
