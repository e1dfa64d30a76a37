import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ModulesContainer } from '@nestjs/core';
import { describeGuards } from './describe-guards.js';
import { describeProblems } from './describe-problems.js';

export interface Documentation {
  readonly title: string;
  readonly version: string;
  /** Where clients reach the service. */
  readonly url: string;
}

/** What to paste: the name of the scheme alone tells nobody where a token comes from. */
const BEARER =
  'The `access_token` that `POST /v1/auth/login` of the IdentityAPI answers, for the `resource` that is this service. ' +
  'Paste the token alone, without "Bearer".';

/** The OpenAPI document of a service, with bearer security and its problems. */
export function openApiDocument(app: NestFastifyApplication, { title, version, url }: Documentation): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setVersion(version)
    .addServer(url)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: BEARER }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, base);
  return describeProblems(describeGuards(document, app.get(ModulesContainer)));
}

/** `/docs` for people, `/docs/json` for programs. The document is made when it is first asked for. */
export function serveDocumentation(app: NestFastifyApplication, documentation: Documentation): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, documentation), {
    jsonDocumentUrl: 'docs/json',
    raw: ['json'],
    customSiteTitle: documentation.title,
  });
}
