// Logs by pino: json lines for machines, pretty on a terminal; what looks like a secret is never written.
import pino from 'pino';

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

/** A logger that writes to standard error, so that standard output stays free for a command's own answer. */
export function createLog(name: string): Log {
  const options: pino.LoggerOptions = {
    name,
    level: process.env['LOG_LEVEL'] ?? 'info',
    redact: { paths: secrets, censor: '[redacted]' },
  };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: 2, sync: true }));
  return pino({
    ...options,
    transport: {
      target: 'pino-pretty',
      options: { destination: 2, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
    },
  });
}
