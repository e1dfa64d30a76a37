import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** Who tells of every module and route at the start. */
const TALKATIVE = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger, over pino. What the framework tells of its own start is for `LOG_LEVEL=debug`. */
@Injectable()
export class QuietStartLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    if (TALKATIVE.has(String(optional.at(-1)))) super.debug(message, ...optional);
    else super.log(message, ...optional);
  }
}
