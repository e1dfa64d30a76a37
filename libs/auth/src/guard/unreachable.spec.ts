import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/internal';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { createMessageApp } from '../../test/message-app.js';
import { AccessTokenGuard } from './access-token.guard.js';

const handler = () => undefined;
class Resolver {
  readonly orders = handler;
}

describe('the guard of a call', () => {
  let issuer: LocalIssuer;
  let app: INestApplication;
  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    const { keySource } = issuer;
    app = await createMessageApp({ issuer: ISSUER, audience: AUDIENCE, keySource, clock: new TestClock() });
    await app.init();
  });
  afterAll(() => app.close());

  async function judge(type: string, argsOf: (request: IncomingMessage) => unknown[]): Promise<unknown> {
    const request = new IncomingMessage(new Socket());
    const authorization = `Bearer ${await issuer.mint()}`;
    Object.assign(request.headers, { authorization });
    const context = new ExecutionContextHost(argsOf(request), Resolver, handler);
    context.setType(type);
    const judged = async () => app.get(AccessTokenGuard).canActivate(context);
    return judged().catch((refusal: unknown) => refusal);
  }
  const ofGraphql = (operation: string) => judge('graphql', (req) => [{}, {}, { req }, { operation: { operation } }]);
  const unreachable = { code: 'credentials_unreachable' };

  it.each(['query', 'mutation'])('lets a %s of GraphQL in by the token of its request', async (operation) => {
    expect(await ofGraphql(operation)).toBe(true);
  });

  it('refuses a subscription of GraphQL, though its request has a good token', async () => {
    const extensions = { ...unreachable, status: 401, challenge: expect.stringContaining('credentials_unreachable') };
    expect(await ofGraphql('subscription')).toMatchObject({ ...unreachable, extensions });
  });

  it.each([
    ['an unknown transport', 'telegram', (request: unknown) => [request, request, { req: request }]],
    ['a message whose transport gives no context', 'rpc', (request: unknown) => [{ request }]],
    ['a message whose context has no place for it', 'rpc', (request: unknown) => [request, { args: [] }]],
    ['a socket whose request is not known', 'ws', (request: IncomingMessage) => [{ headers: request.headers }]],
    [
      'a GraphQL operation without a request',
      'graphql',
      (request: IncomingMessage) => [request, {}, { req: { headers: request.headers } }],
    ],
    ['a payload in the place of a request', 'http', (request: IncomingMessage) => [{ headers: request.headers }]],
  ])('refuses %s, though a good token is somewhere else', async (_, type, args) => {
    expect(await judge(type, args)).toMatchObject(unreachable);
  });
});
