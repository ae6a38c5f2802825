// Pure: watches where MQTT packets begin and end in a stream of bytes and says when one announces more bytes than
// allowed, before any of them are kept. The embedded broker's parser has no such limit (MQTT 3.1.1, 2.2.3).

/** Whether the bytes seen so far are acceptable; false once, then the connection must be closed. */
export type PacketGate = (chunk: Uint8Array) => boolean;

/** A gate for one connection; `maxBytes` limits the remaining length of every packet. */
export function packetGate(maxBytes: number): PacketGate {
  let toSkip = 0;
  let inLength = false;
  let length = 0;
  let shift = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, chunk.length - at);
        toSkip -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (!inLength) {
        inLength = true;
        length = 0;
        shift = 0;
        continue;
      }
      length += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (length > maxBytes || shift > 28) return false;
      if (byte >= 0x80) continue;
      toSkip = length;
      inLength = false;
    }
    return true;
  };
}
