// The address of a month's file, for a link.
import { language } from '../text/language.ts';

/** Which file of a month is wanted. */
export interface FileWish {
  readonly edition: 'own' | 'internal' | 'public';
  readonly workshop?: string | undefined;
  readonly format: 'xlsx' | 'csv' | 'json';
  readonly version: number;
}

/** In the language now in use. */
export function monthFile(month: string, { edition, workshop, format, version }: FileWish): string {
  const whose = workshop === undefined ? {} : { workshop };
  const wish = { edition, ...whose, format, version: `${version}`, language: language.value };
  return new URL(`api/exports/${month}?${new URLSearchParams(wish)}`, document.baseURI).href;
}
