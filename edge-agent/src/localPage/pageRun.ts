// The owner's page as the configuration wants it, from one configuration to the next: served, moved, or not there.
import { aborted } from '@nakamawashi/runtime';
import { type PageOptions, servePage } from './page.ts';

/** The page over the life of the agent. */
export interface PageRun {
  /** Serves what there is to serve until aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Address, PIN or time zone are others now. */
  anew(): void;
}

/** `options` are asked for each time; null: there is no page. */
export function openPageRun(options: () => PageOptions | null): PageRun {
  let turn = new AbortController();
  return {
    anew: () => turn.abort(),
    run: async (signal) => {
      while (!signal.aborted) {
        turn = new AbortController();
        const until = AbortSignal.any([signal, turn.signal]);
        const wanted = options();
        await (wanted === null ? aborted(until) : servePage(wanted, until));
      }
    },
  };
}
