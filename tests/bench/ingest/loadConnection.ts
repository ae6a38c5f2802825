// One workshop's MQTT connection as cheaply as it can be had: frames written by hand over a bare socket, so that the
// load program can hold thousands. What comes in is read by the real packet parser.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { Outgoing } from '@nakamawashi/sparkplug';
import mqttPacket from 'mqtt-packet';

export interface LoadConnection {
  /** A message at QoS 0 whose body lacks the seq, which is its last field. */
  sendWithSeq(topic: Buffer, body: Buffer, seq: number): void;
  send(message: Outgoing): void;
  /** Whether what was written last is still in this process: an edge waits then, and so does the load. */
  isFull(): boolean;
  end(): void;
}

export interface LoadConnectionOptions {
  readonly port: number;
  readonly name: string;
  readonly password: string;
  /** See LoadPlan. */
  readonly certificates: string | null;
  readonly will: Outgoing;
  readonly topics: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
  onMessage(topic: string, payload: Uint8Array): void;
  onDrain(): void;
  onLost(): void;
}

/** Connects, signs in and subscribes; throws when any of it is refused. */
export function openLoadConnection(options: LoadConnectionOptions): Promise<LoadConnection> {
  const { name, password, certificates, will, topics } = options;
  return new Promise((resolve, reject) => {
    const socket = lineOf(options);
    const parser = mqttPacket.parser();
    socket.on('error', reject);
    socket.on('data', (chunk) => parser.parse(chunk));
    socket.on('drain', options.onDrain);
    socket.once('close', () => {
      reject(new Error(`${name}: the broker closed the connection`));
      options.onLost();
    });
    parser.on('packet', (packet) => {
      if (packet.cmd === 'publish') {
        options.onMessage(packet.topic, Buffer.from(packet.payload));
        if (packet.qos === 1) write(socket, { cmd: 'puback', messageId: packet.messageId ?? 0 });
      } else if (packet.cmd === 'connack') {
        if (packet.returnCode !== 0) reject(new Error(`${name}: refused with code ${packet.returnCode}`));
        write(socket, { cmd: 'subscribe', messageId: 1, subscriptions: [...topics] });
      } else if (packet.cmd === 'suback') resolve(connectionOf(socket));
    });
    write(socket, {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: name,
      keepalive: 300,
      ...(certificates === null ? { username: name, password: Buffer.from(password) } : {}),
      will: { ...will, payload: Buffer.from(will.payload) },
    });
  });
}

function lineOf({ port, name, certificates }: LoadConnectionOptions): Socket {
  const address = { port, host: '127.0.0.1', noDelay: true };
  if (certificates === null) return connect(address);
  const read = (file: string): Buffer => readFileSync(join(certificates, file));
  return connectTls({ ...address, ca: read('ca.pem'), cert: read(`${name}.pem`), key: read('box.key') });
}

function connectionOf(socket: Socket): LoadConnection {
  return {
    sendWithSeq: (topic, body, seq) => {
      socket.write(frame(topic, body, seq));
    },
    send: ({ topic, payload, qos, retain }) =>
      write(socket, {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos,
        retain,
        dup: false,
        messageId: 2,
      }),
    isFull: () => socket.writableNeedDrain,
    end: () => socket.destroy(),
  };
}

function write(socket: Socket, packet: mqttPacket.Packet): void {
  socket.write(mqttPacket.generate(packet));
}

/** PUBLISH at QoS 0 (MQTT 3.1.1, 3.3) around a payload to which field 3, the seq, is added. */
function frame(topic: Buffer, body: Buffer, seq: number): Buffer {
  const tail = seq < 128 ? [0x18, seq] : [0x18, (seq & 0x7f) | 0x80, 1];
  const length = 2 + topic.length + body.length + tail.length;
  const head = [0x30];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    head.push(rest >= 128 ? (rest % 128) | 0x80 : rest);
    if (rest < 128) break;
  }
  head.push(topic.length >> 8, topic.length & 0xff);
  return Buffer.concat([Buffer.from(head), topic, body, Buffer.from(tail)]);
}
