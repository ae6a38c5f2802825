// Modbus servers that are not ours, as processes of their own: pymodbus by Debian's Python, libmodbus compiled here.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { present } from '../../realServers.ts';

/** A running server. */
export interface ForeignServer {
  stop(): Promise<void>;
}

/** How pymodbus is to be reached. */
export type PymodbusKind = 'tcp' | 'rtu-over-tcp' | 'serial';

const debianPython = '/usr/bin/python3';

/** Debian's Python with pymodbus in it, or null. */
export function pymodbusPython(): string | null {
  try {
    execFileSync(debianPython, ['-c', 'import pymodbus.server'], { stdio: 'ignore' });
    return debianPython;
  } catch {
    return null;
  }
}

/** A compiler with libmodbus beside it, or null. */
export function libmodbusCompiler(): string | null {
  const compiler = present('cc');
  if (compiler === null) return null;
  try {
    execFileSync(compiler, ['-E', '-include', 'modbus/modbus.h', '-x', 'c', '/dev/null'], {
      stdio: 'ignore',
    });
    return compiler;
  } catch {
    return null;
  }
}

/** Starts pymodbus on a port, or on the end of a serial line. */
export function startPymodbus(python: string, kind: PymodbusKind, where: string): Promise<ForeignServer> {
  const script = join(import.meta.dirname, 'pymodbusServer.py');
  return untilReady(spawn(python, [script, kind, where], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** Compiles the server into a folder and starts it. */
export function startLibmodbus(compiler: string, folder: string, port: number): Promise<ForeignServer> {
  const binary = join(folder, 'libmodbus-server');
  const source = join(import.meta.dirname, 'libmodbusServer.c');
  execFileSync(compiler, ['-I/usr/include/modbus', source, '-o', binary, '-lmodbus']);
  return untilReady(spawn(binary, [String(port)], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

async function untilReady(child: ChildProcess): Promise<ForeignServer> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.once('error', reject);
  });
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
