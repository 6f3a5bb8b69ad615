/** One event of a stream. */
export interface StreamEvent {
  /** What the frame calls it; empty where only the data say. */
  name: string;
  data: string;
}

/** Server-sent events, as they come. */
export async function* serverSent(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of chunks(body)) {
    rest += decoder.decode(bytes, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split(/\r?\n/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5).replace(/^ /, '')).join('\n');
      if (data !== '' && data !== '[DONE]') {
        yield { name: '', data };
      }
    }
  }
}

const PRELUDE = 12;
const CHECKSUM = 4;

/** Amazon's event streams: a length, headers, a payload and checksums, which TCP has made needless here. */
export async function* amazons(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let rest = new Uint8Array();
  for await (const bytes of chunks(body)) {
    const joined = new Uint8Array(rest.length + bytes.length);
    joined.set(rest);
    joined.set(bytes, rest.length);
    rest = joined;
    for (let frame = whole(rest); frame !== null; frame = whole(rest)) {
      yield event(frame);
      rest = rest.slice(frame.length);
    }
  }
}

const sized = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function whole(bytes: Uint8Array): Uint8Array | null {
  const length = bytes.length < PRELUDE ? Infinity : sized(bytes).getUint32(0);
  return bytes.length < length ? null : bytes.subarray(0, length);
}

function event(frame: Uint8Array): StreamEvent {
  const view = sized(frame);
  const decoder = new TextDecoder();
  const end = PRELUDE + view.getUint32(4);
  let name = '';
  for (let at = PRELUDE; at < end;) {
    const nameLength = view.getUint8(at);
    const header = decoder.decode(frame.subarray(at + 1, at + 1 + nameLength));
    // Its type is always text here.
    const valueAt = at + 1 + nameLength + 3;
    const length = view.getUint16(valueAt - 2);
    if (header === ':event-type' || header === ':exception-type') {
      name = decoder.decode(frame.subarray(valueAt, valueAt + length));
    }
    at = valueAt + length;
  }
  return { name, data: decoder.decode(frame.subarray(end, frame.length - CHECKSUM)) };
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      yield part.value;
    }
  } finally {
    reader.releaseLock();
  }
}
