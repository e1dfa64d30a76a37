import fastify, { type FastifyInstance } from 'fastify';
import { jsonDocument, sendDocument } from './public-document.js';

const KEY_SET = { body: { keys: [] }, mediaType: 'application/jwk-set+json', etag: '"v1"', maxAgeSeconds: 300 };

describe('a public document', () => {
  let app: FastifyInstance;
  beforeAll(() => {
    app = fastify();
    app.get('/jwks.json', async (_, reply) => sendDocument(reply, KEY_SET));
  });
  afterAll(() => app.close());

  const get = (known?: string) =>
    app.inject({ url: '/jwks.json', headers: known === undefined ? {} : { 'if-none-match': known } });

  it('is sent with its media type, its entity tag and how long it may be kept', async () => {
    const answer = await get();
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ keys: [] });
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/jwk-set\+json\b/) as string,
      'cache-control': 'public, max-age=300',
      etag: '"v1"',
    });
  });

  it.each(['"v1"', 'W/"v1"', '"v0", "v1"', '*'])('is not sent again to a client that has %s', async (known) => {
    const answer = await get(known);
    expect(answer.statusCode).toBe(304);
    expect(answer.body).toBe('');
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, max-age=300', etag: '"v1"' });
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  it('is sent to a client that has another', async () => {
    expect((await get('"v0"')).statusCode).toBe(200);
  });
});

describe('the entity tag of a JSON document', () => {
  it('is a quoted string that follows from the content', () => {
    const { etag } = jsonDocument({ issuer: 'a' }, 300);
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(jsonDocument({ issuer: 'a' }, 60).etag).toBe(etag);
    expect(jsonDocument({ issuer: 'b' }, 300).etag).not.toBe(etag);
  });
});
