import { startExample, type Example } from './example-service.js';

interface Documented {
  readonly summary?: string;
  readonly security?: object[];
  readonly responses: Record<string, { readonly description: string; readonly content: object }>;
}
type Paths = Record<string, Record<'get' | 'post', Documented>>;

const pathsOf = async ({ url }: Example): Promise<Paths> =>
  ((await (await fetch(`${url}/docs/json`)).json()) as { paths: Paths }).paths;

describe('the documentation', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  });
  afterAll(() => example.app.close());

  it('is an OpenAPI document with bearer security, schemas and problems', async () => {
    const document = (await (await fetch(`${example.url}/docs/json`)).json()) as never;
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Things', version: '1.2.3' },
      servers: [{ url: 'https://things.example.com' }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: expect.stringContaining('POST /v1/auth/login'),
          },
        },
        schemas: { Problem: { required: expect.arrayContaining(['code']) } },
      },
      paths: {
        '/v1/things': {
          post: {
            security: [{ bearer: [] }],
            requestBody: {
              content: { 'application/json': { schema: { required: ['name', 'size'], additionalProperties: false } } },
            },
            responses: {
              default: {
                content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
              },
            },
          },
        },
        '/health/ready': { get: { responses: { 503: expect.anything() } } },
      },
    });
    expect((document as { paths: object }).paths).not.toHaveProperty('/metrics');
  });

  it('shows a route that nobody opened as guarded, and an open one as open', async () => {
    const paths = await pathsOf(example);
    expect(paths['/v1/too-many']?.get).toMatchObject({
      security: [{ bearer: [] }],
      responses: { 401: { content: { 'application/problem+json': expect.anything() } } },
    });
    expect(paths['/v1/open']?.get.security).toBeUndefined();
    expect(paths['/v1/inherited']?.get.security).toEqual([{ bearer: [] }]);
    expect(paths['/health/live']?.get.security).toBeUndefined();
  });

  it('names the problems of a route by their status, beside those that every route has', async () => {
    const paths = await pathsOf(example);
    const open = paths['/v1/open']?.get;
    expect(open?.summary).toBe('An open route');
    expect(open?.responses['422']?.description).toBe('`too_many_things`: Too many things');
    expect(paths['/v1/things']?.post.responses).toMatchObject({ 400: {}, 413: {}, 415: {}, 503: {} });
    expect(paths['/oauth/token']?.post.responses['400']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } },
    });
  });

  it('is a page whose scripts all come from the service', async () => {
    const page = await fetch(`${example.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    expect(html).toContain('<title>Things</title>');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    for (const [, source = ''] of html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)) {
      const script = await fetch(new URL(source, `${example.url}/docs`));
      await script.arrayBuffer();
      expect([source, script.status, script.headers.get('content-type')]).toEqual([
        source,
        200,
        expect.stringContaining('javascript'),
      ]);
    }
  });
});
