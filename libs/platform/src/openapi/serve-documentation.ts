import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeProblems } from './describe-problems.js';

export interface Documentation {
  readonly title: string;
  readonly version: string;
  /** Where clients reach the service. */
  readonly url: string;
}

/** The OpenAPI document of a service, with bearer security and its problems. */
export function openApiDocument(app: NestFastifyApplication, { title, version, url }: Documentation): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setVersion(version)
    .addServer(url)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  return describeProblems(SwaggerModule.createDocument(app, base));
}

/** `/docs` for people, `/docs/json` for programs. The document is made when it is first asked for. */
export function serveDocumentation(app: NestFastifyApplication, documentation: Documentation): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, documentation), {
    jsonDocumentUrl: 'docs/json',
    raw: ['json'],
    customSiteTitle: documentation.title,
  });
}
