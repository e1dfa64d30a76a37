import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { rawRequest } from './raw-request.js';
import { startExample, type Example } from './example-service.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('bad input', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  });
  afterAll(() => example.app.close());

  async function send(path: string, body?: string, headers: Record<string, string> = JSON_TYPE) {
    const response = await fetch(`${example.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body }),
      headers: body === undefined ? {} : headers,
    });
    const problem = (await response.json()) as Record<string, unknown>;
    return { status: response.status, type: response.headers.get('content-type'), problem };
  }
  const refused = (status: number, code: string) => ({
    status,
    type: 'application/problem+json',
    problem: { type: 'about:blank', status, code, title: expect.any(String), detail: expect.any(String) },
  });

  it.each(['{', '{"name":}', 'null,', '[1', '{"__proto__":{}}', '\u0000'])(
    'refuses %j: it is not JSON',
    async (body) => {
      expect(await send('/v1/things', body)).toEqual(refused(400, 'malformed_json'));
    },
  );

  it('refuses a body over 64 KiB', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(65_536), size: 1 });
    expect(await send('/v1/things', body)).toEqual(refused(413, 'body_too_large'));
  });

  it('takes a body of 64 KiB', async () => {
    const rest = JSON.stringify({ name: '', size: 1 }).length;
    const body = JSON.stringify({ name: 'x'.repeat(65_536 - rest), size: 1 });
    expect((await send('/v1/things', body)).status).toBe(201);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
    'refuses the media type %s',
    async (type) => {
      expect(await send('/v1/things', 'name=x', { 'content-type': type })).toEqual(
        refused(415, 'unsupported_media_type'),
      );
    },
  );

  it('names every field that is wrong or unknown, and echoes no value', async () => {
    const body = { name: '', size: 'hall-pass-secret', colour: 'hall-pass-secret', tags: ['a', 7] };
    const answer = await send('/v1/things', JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400, problem: { code: 'invalid_request' } });
    const { errors } = answer.problem as { errors: { path: string; message: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['name', 'size', 'tags.1', 'colour']);
    expect(errors).toContainEqual({ path: 'colour', message: 'Unknown field' });
    expect(JSON.stringify(answer)).not.toContain('hall-pass-secret');
  });

  it('refuses a request without the body it needs', async () => {
    expect(await send('/v1/things', '')).toMatchObject({
      status: 400,
      problem: { code: 'invalid_request', errors: [{ path: '' }] },
    });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['sort=name', 'sort'],
    ['cursor=', 'cursor'],
  ])('refuses the query %s', async (query, path) => {
    expect(await send(`/v1/things?${query}`)).toMatchObject({
      status: 400,
      problem: { code: 'invalid_request', errors: [{ path }] },
    });
  });

  it('refuses a path parameter of another form, and names it', async () => {
    expect(await send('/v1/things/7')).toMatchObject({
      status: 400,
      problem: { code: 'invalid_request', errors: [{ path: 'id' }] },
    });
  });

  it.each(['/', '/v1', '/v1/nothing', '/v1/things/7/8', '/oauth', '/docs/nothing.js', '/docs/LICENSE'])(
    'knows no route %s',
    async (path) => {
      expect(await send(path)).toEqual(refused(404, 'route_not_found'));
    },
  );

  it('refuses a malformed path', async () => {
    expect(await send('/v1/things/%zz')).toEqual(refused(400, 'malformed_request'));
  });

  it('refuses a path parameter that is too long', async () => {
    expect(await send(`/v1/things/${'a'.repeat(4000)}`)).toEqual(refused(414, 'uri_too_long'));
  });

  it('refuses headers over 16 KiB', async () => {
    const answer = await rawRequest(
      example.port,
      `GET /keys HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    expect(answer.status).toBe(431);
    expect(answer.headers).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 431, code: 'headers_too_large' });
  });

  it.each([
    'BLAH BLAH BLAH\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  ])('refuses what is not HTTP: %j', async (bytes) => {
    const answer = await rawRequest(example.port, bytes);
    expect(answer.headers).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, code: 'malformed_request' });
  });

  it('can close while a client that sent no HTTP keeps its half of the connection open', async () => {
    const { app, port } = await startExample();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('BLAH BLAH BLAH\r\n\r\n');
    expect(await text(socket)).toContain('malformed_request');
    await app.close();
    expect(socket.writable).toBe(true);
    socket.destroy();
  });

  describe('at /oauth/*', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };

    it('takes a form', async () => {
      expect((await send('/oauth/token', 'grant_type=refresh_token&scope=', form)).problem).toEqual({
        grant_type: 'refresh_token',
      });
    });

    it.each([
      ['without a parameter it needs', 'scope=x', 400, 'invalid_request'],
      ['with a parameter twice', 'grant_type=a&grant_type=b', 400, 'invalid_request'],
      ['over 64 KiB', `grant_type=${'x'.repeat(65_536)}`, 413, 'invalid_request'],
    ])('refuses a form %s as RFC 6749 says', async (_, body, status, error) => {
      expect(await send('/oauth/token', body, form)).toEqual({
        status,
        type: expect.stringContaining('application/json'),
        problem: { error, error_description: expect.any(String) },
      });
    });
  });
});
