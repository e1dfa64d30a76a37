import { Controller, Get, HttpCode } from '@nestjs/common';

/** Whoever gets here has passed the guard: the token is good, whatever it allows. */
@Controller('judge')
export class JudgeController {
  @Get()
  @HttpCode(204)
  pass(): void {}
}
