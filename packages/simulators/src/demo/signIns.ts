// One person of each role for the demo, made with the aggregator's own command line; new passwords at every start,
// which need not be changed, kept nowhere but in the demo's folder.
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SignIn {
  readonly role: string;
  readonly name: string;
  readonly password: string;
}

const run = promisify(execFile);

/** Makes the people while the aggregator runs. Throws when a command fails. */
export async function makeSignIns(options: {
  /** The repository. */
  readonly root: string;
  /** The demo's own. */
  readonly folder: string;
  readonly config: string;
  readonly ownersWorkshop: string;
  readonly signal: AbortSignal;
}): Promise<readonly SignIn[]> {
  const { root, folder, config, ownersWorkshop, signal } = options;
  const made: SignIn[] = [];
  const told = async (...words: readonly string[]): Promise<string> => {
    const whole = ['cloud-aggregator/src/main.ts', ...words, '--lasting', '--config', config];
    const { stdout } = await run(process.execPath, whole, { cwd: root, signal });
    return stdout.trim();
  };
  for (const role of ['owner', 'desk', 'office', 'reviewer']) {
    const workshop = role === 'owner' ? ['--workshop', ownersWorkshop] : [];
    const password = await told('user', 'add', role, '--role', role, ...workshop);
    made.push({ role, name: role, password });
  }
  made.push({ role: 'administrator', name: 'admin', password: await told('user', 'password', 'admin') });
  const text = made.map(({ role, name, password }) => `${role.padEnd(14)} ${name.padEnd(9)} ${password}\n`);
  writeFileSync(join(folder, 'sign-ins.txt'), text.join(''), { mode: 0o600 });
  rmSync(join(folder, 'aggregator/first-administrator'), { force: true });
  return made;
}
