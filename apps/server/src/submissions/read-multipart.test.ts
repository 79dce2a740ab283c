import { describe, expect, it } from 'vitest';

import { Refusal } from '../http/refusal.ts';
import { readMultipart } from './read-multipart.ts';

async function request(form: FormData): Promise<Request> {
  const sent = new Response(form);
  const headers = { 'content-type': sent.headers.get('content-type')! };
  return new Request('http://localhost/', { method: 'POST', body: await sent.arrayBuffer(), headers });
}

function post(type: string, body: string): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } });
}

async function status(run: Promise<unknown>): Promise<number> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Refusal);
  return (error as Refusal).status;
}

describe('a form with files', () => {
  it('comes with its fields, files and their paths; an empty field of files is none', async () => {
    const form = new FormData();
    form.append('requestKey', 'k');
    form.append('files', new File(['abc'], 'hw/logs/run.json'));
    form.append('files', new File([], ''));
    form.append('files', new File([], 'empty.md'));
    const { fields, files } = await readMultipart(await request(form));
    expect([...fields]).toEqual([['requestKey', 'k']]);
    expect(files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)])).toEqual([
      ['hw/logs/run.json', 'abc'],
      ['empty.md', ''],
    ]);
  });

  it('is refused as soon as it is too large: nobody waits for the rest', async () => {
    let sent = 0;
    const boundary = 'cut';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="a.md"\r\n\r\n`;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(sent === 0 ? new TextEncoder().encode(head) : new Uint8Array(65_536));
        sent += 1;
        if (sent > 2_000) controller.close();
      },
    });
    const endless = new Request('http://localhost/', {
      method: 'POST',
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      duplex: 'half',
    } as RequestInit);
    expect(await status(readMultipart(endless, { fileBytes: 1_000_000 }))).toBe(413);
    expect(sent).toBeLessThan(100);
  });

  it('keeps to its limits', async () => {
    const form = new FormData();
    for (const name of ['a', 'b', 'c']) form.append('files', new File(['xxxx'], name));
    expect(await status(readMultipart(await request(form), { files: 2 }))).toBe(413);
    expect(await status(readMultipart(await request(form), { totalBytes: 10, fieldBytes: 1_000 }))).toBe(413);
    form.append('text', 'y'.repeat(100));
    expect(await status(readMultipart(await request(form), { fieldBytes: 50 }))).toBe(413);
  });

  it('is refused where it is none', async () => {
    expect(await status(readMultipart(post('application/json', '{}')))).toBe(415);
    expect(await status(readMultipart(post('multipart/form-data; boundary=x', 'nothing of a form')))).toBe(400);
    expect(await status(readMultipart(post('multipart/form-data; boundary=x', '--x\r\ncontent-disp')))).toBe(400);
    expect(await status(readMultipart(post('multipart/form-data', '')))).toBe(415);
  });
});
