// Configuration changes while the agent runs: checked first, then done; what is refused leaves everything as it was and
// is told until it is mended. Asked for by SIGHUP, or noticed within seconds of a change of the files.
import { type Clock, ConfigError, type Log, printFaults } from '@nakamawashi/runtime';
import { type ConfigChange, configChange, isNoChange, type ReadConfig } from './configChange.ts';
import type { ConfigFile } from './configFile.ts';

/** The watch over the configuration. */
export interface Reloading {
  /** Looks at the files until aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Reads the configuration now, whether the files seem to have changed or not. */
  ask(): void;
  /** Why the files on disk are not what the agent runs with, or null. */
  problem(): string | null;
}

const lookEveryMs = 1_000;
/** A file that is being written is left alone until it has stayed the same for so many looks. */
const calmLooks = 2;
const againAfterLooks = 5;

/** Watches a file; `apply` does what is needed and throws, with nothing done, when it cannot be done now. */
export function openReloading(options: {
  readonly file: ConfigFile;
  readonly first: ReadConfig;
  readonly clock: Clock;
  readonly log: Log;
  apply(change: ConfigChange, next: ReadConfig): Promise<void>;
}): Reloading {
  const { file, clock, log, apply } = options;
  let holds = options.first;
  let problem: string | null = null;
  let isAsked = false;
  const refuse = (why: string): void => {
    if (why !== problem) log.warn({ problem: why }, 'the configuration was changed and is not taken over');
    problem = why;
  };
  const reload = async (): Promise<void> => {
    try {
      const next = file.read();
      const change = configChange(holds, next);
      if (change.needsRestart.length > 0) {
        return refuse(`${change.needsRestart.join(', ')}: holds from the next start of the agent on`);
      }
      if (!isNoChange(change)) {
        await apply(change, next);
        const { begun, ended, changed, isSessionNew } = change;
        log.info({ begun, ended, changed, isSessionNew }, 'the configuration was taken over');
      } else if (problem !== null) log.info('the configuration is again the one that holds');
      holds = next;
      problem = null;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('BUG:')) throw error;
      refuse(error instanceof ConfigError ? printFaults(error) : String(error));
    }
  };
  return {
    ask: () => {
      isAsked = true;
    },
    problem: () => problem,
    run: async (signal) => {
      let taken = file.fingerprint();
      let last = taken;
      let calm = 0;
      while (!signal.aborted) {
        await clock.sleep(lookEveryMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        const now = file.fingerprint();
        calm = now === last ? calm + 1 : 0;
        last = now;
        // What was refused may be mended in a file that is not known yet, because the refused one names it first.
        const isNews = now !== taken || (problem !== null && calm % againAfterLooks === 0);
        if (!isAsked && (!isNews || calm < calmLooks)) continue;
        isAsked = false;
        await reload();
        // Of before the reading: what is written meanwhile is news.
        taken = now;
      }
    },
  };
}
