import { Public } from '@hallpass/auth';
import type { ReadinessIndicator } from '@hallpass/ports';
import { Controller, Get, Inject, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiRoute } from '../openapi/api-route.js';
import { checkHealth, type HealthReport } from './health-check.js';
import { READINESS_INDICATORS } from './readiness-indicators.js';

/** For orchestrators: restart what isn't live, send no traffic to what isn't ready. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(@Inject(READINESS_INDICATORS) private readonly indicators: readonly ReadinessIndicator[]) {}

  @Get('live')
  @ApiRoute('Whether the process runs')
  @ApiOkResponse({ description: 'The process runs' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiRoute('Whether the service can do its work')
  @ApiOkResponse({ description: 'The service can do its work' })
  @ApiServiceUnavailableResponse({ description: 'It can not: see the checks' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = this.stopping
      ? ({ status: 'error', checks: STOPPING } as const)
      : await checkHealth(this.indicators);
    void reply.status(report.status === 'ok' ? 200 : 503);
    return report;
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}

const STOPPING: HealthReport['checks'] = { service: { status: 'error', detail: 'is stopping' } };
