// Logs by pino: json lines for machines, pretty on a terminal; what looks like a secret is never written.
import pino from 'pino';
import type { RecentLog } from './recentLog.ts';

export type Log = pino.Logger;

const secrets = [
  'password',
  '*.password',
  '*.*.password',
  'key',
  '*.key',
  'token',
  '*.token',
  'cookie',
  '*.cookie',
];

/** A logger to standard error, so that standard output stays free for a command's own answer, and to `recent`. */
export function createLog(name: string, recent?: RecentLog): Log {
  const options: pino.LoggerOptions = {
    name,
    level: process.env['LOG_LEVEL'] ?? 'info',
    redact: { paths: secrets, censor: '[redacted]' },
  };
  const stream = process.stderr.isTTY
    ? pino.transport({
        target: 'pino-pretty',
        options: { destination: 2, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
      })
    : pino.destination({ fd: 2, sync: true });
  if (recent === undefined) return pino(options, stream);
  return pino(options, pino.multistream([{ stream }, { level: 'info', stream: recent }]));
}
