// One child process of Node with a log file of its own; the demo and the system tests start the services with it.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process is gone, with what ended it: `exit code 0`, `SIGKILL`. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** The last lines it wrote. */
  tail(): string;
}

export interface ChildOptions {
  readonly name: string;
  /** The script and its arguments, relative to `folder`. */
  readonly args: readonly string[];
  readonly folder: string;
  /** Both its outputs are appended here. */
  readonly logFile: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `node ARGS`. Throws when the operating system refuses. */
export async function startChild({ name, args, folder, logFile, env }: ChildOptions): Promise<Child> {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(new Error(`${name} could not be started`, { cause })));
  });
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    tail: () => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n'),
  };
}

/** Asks each to end, newest first, and insists after `graceMs`; resolves when none is left. */
export async function stopChildren(children: readonly Child[], graceMs: number): Promise<void> {
  const insist = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, graceMs);
  for (const child of children.toReversed()) {
    child.kill('SIGTERM');
    await child.ended;
  }
  clearTimeout(insist);
}
