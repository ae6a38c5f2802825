// Where boxes connect to the embedded broker: MQTT over TCP or TLS, and the same over WebSocket for networks that let
// nothing else out. With an authority's file a box may show a certificate; one that is not good is refused at once.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { EmbeddedBrokerConfig } from '../config.ts';

/** A certificate that our authority signed and that is in its time. */
export interface ClientCertificate {
  /** The common name: the workshop. */
  readonly name: string;
  readonly serialNumber: string;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
}

/** Who is at the other end, as far as the line itself tells. */
export interface Peer {
  readonly address: string;
  readonly certificate: ClientCertificate | null;
}

export interface Listeners {
  /** Begins to accept; throws when an address is taken. `webSocketPort` is null where none is wanted. */
  listen(): Promise<{ readonly port: number; readonly webSocketPort: number | null }>;
  close(): Promise<void>;
}

export interface ListenersOptions {
  readonly config: EmbeddedBrokerConfig;
  accept(stream: Duplex, peer: Peer): void;
  /** A certificate that is not good; the connection is closed. */
  onBadCertificate(address: string, reason: string): void;
}

const mostConnections = 8_192;
/** What is read of one connection before its turn; with thousands of them it must be little. */
const readAheadBytes = 16_384;
const handshakeTimeoutMs = 10_000;

/** Makes the servers. Throws when the certificate files cannot be read. */
export function openListeners(options: ListenersOptions): Listeners {
  const { config } = options;
  const { host, port, webSocket } = config;
  const tls = tlsOptions(config);
  const accept = (socket: Socket): void => {
    const peer = peerOf(socket, options);
    if (peer !== null) options.accept(socket, peer);
  };
  const plain = { highWaterMark: readAheadBytes, noDelay: true };
  const server =
    tls === null
      ? createServer(plain, accept)
      : createTlsServer({ ...tls, highWaterMark: readAheadBytes }, accept);
  const web = webSocket === undefined ? null : openWebSocket(tls, options);
  for (const each of [server, web]) if (each !== null) each.maxConnections = mostConnections;
  return {
    listen: async () => ({
      port: await listen(server, host, port),
      webSocketPort: web === null || webSocket === undefined ? null : await listen(web, host, webSocket.port),
    }),
    close: async () => {
      await Promise.all([server, web].map((each) => (each === null ? null : close(each))));
    },
  };
}

function tlsOptions({ tls }: EmbeddedBrokerConfig): TlsOptions | null {
  if (tls === undefined) return null;
  const files = { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  const usual: TlsOptions = { ...files, minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs };
  if (tls.caFile === undefined) return usual;
  // The line stands until the certificate has been looked at here, so that what is wrong with it is logged and counted.
  return { ...usual, ca: readFileSync(tls.caFile), requestCert: true, rejectUnauthorized: false };
}

function openWebSocket(tls: TlsOptions | null, options: ListenersOptions): Server {
  const server = tls === null ? createHttpServer() : createHttpsServer(tls);
  const sockets = new WebSocketServer({
    server,
    maxPayload: options.config.maxPacketBytes * 2,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  sockets.on('connection', (webSocket, { socket }) => {
    const peer = peerOf(socket, options);
    const stream = createWebSocketStream(webSocket, { highWaterMark: readAheadBytes });
    stream.on('error', () => stream.destroy());
    if (peer !== null) options.accept(stream, peer);
  });
  return server;
}

/** Null when the certificate is not good; then the connection is over. */
function peerOf(socket: Socket, { onBadCertificate }: ListenersOptions): Peer | null {
  const address = socket.remoteAddress ?? 'unknown address';
  if (!(socket instanceof TLSSocket)) return { address, certificate: null };
  const { subject, serialNumber, valid_to } = socket.getPeerCertificate();
  if (subject === undefined) return { address, certificate: null };
  const name = [subject.CN].flat().join(' ');
  if (socket.authorized) {
    return { address, certificate: { name, serialNumber, validUntil: Date.parse(valid_to) } };
  }
  onBadCertificate(address, `${name}: ${String(socket.authorizationError)}`);
  socket.destroy();
  return null;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('BUG: a listening socket without a port');
  return address.port;
}

function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => server.close(() => resolve()));
}
