import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts } from '@hallpass/platform';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { securityMailRequired } from '../domain/preferences.problems.js';
import { ChangePreferences } from '../use-cases/change-preferences.js';
import { ReadPreferences } from '../use-cases/read-preferences.js';
import { type PreferencesBody, preferencesInput, preferencesSchema } from './preferences.schema.js';

@ApiTags('preferences')
@ForAccounts()
@Controller('v1/preferences')
export class PreferencesController {
  constructor(
    private readonly readPreferences: ReadPreferences,
    private readonly changePreferences: ChangePreferences,
  ) {}

  @Get()
  @Authenticated('notifications:read')
  @ApiRoute('Read which kinds of notifications also go by e-mail')
  @ApiResponse({ status: 200, standardSchema: preferencesSchema })
  async read(@CurrentPrincipal() principal: Principal): Promise<PreferencesBody> {
    return { email: await this.readPreferences.execute(principal.sub) };
  }

  @Put()
  @Authenticated('notifications:write')
  @ApiRoute('Choose which kinds also go by e-mail; those left out stay as they are', securityMailRequired)
  @ApiResponse({ status: 200, standardSchema: preferencesSchema })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: preferencesInput }) body: z.infer<typeof preferencesInput>,
  ): Promise<PreferencesBody> {
    return { email: await this.changePreferences.execute(principal.sub, body.email) };
  }
}
