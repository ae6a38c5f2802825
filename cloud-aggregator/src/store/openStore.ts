// Opens the store that the configuration names. A client of a database is loaded only where it is needed.
import { readFileSync } from 'node:fs';
import type { MachineId } from '@nakamawashi/machine-model';
import { openPointStore } from './pointStore.ts';
import { openSqliteStore } from './sqliteStore.ts';
import type { StoreSettings } from './storeSettings.ts';
import type { UtilisationStore } from './utilisationStore.ts';

const everyMachine = (): boolean => true;

/**
 * Throws when it cannot be used as it is: unreadable, away, not ours, written by a newer version, or a secret is
 * missing. `isOurs`: whose days are to be counted here, where several aggregators write to one database.
 */
export async function openStore(
  settings: StoreSettings,
  isOurs: (machine: MachineId) => boolean = everyMachine,
): Promise<UtilisationStore> {
  if ('sqlite' in settings) return openSqliteStore(settings.sqlite.file);
  const options = { now: Date.now, isOurs };
  if ('influx1' in settings) {
    const { passwordFile, ...rest } = settings.influx1;
    const password = passwordFile === undefined ? undefined : secretIn(passwordFile);
    const { openInflux1 } = await import('./influx1.ts');
    return openPointStore(openInflux1({ ...rest, password }), options);
  }
  const { tokenFile, ...rest } = settings.influx2;
  const { openInflux2 } = await import('./influx2.ts');
  return openPointStore(openInflux2({ ...rest, token: secretIn(tokenFile) }), options);
}

function secretIn(file: string): string {
  return readFileSync(file, 'utf8').trim();
}
