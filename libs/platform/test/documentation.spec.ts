import { startExample, type Example } from './example-service.js';

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
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
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
