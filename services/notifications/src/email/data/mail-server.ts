import { CLOCK, type Clock } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { Breaker } from '../domain/breaker.js';

/** Whether the mail server can be used, as far as this process knows. */
@Injectable()
export class MailServer extends Breaker {
  constructor(@Inject(CLOCK) clock: Clock, @Inject(CONFIG) { EMAIL_RETRY_MS }: Pick<Config, 'EMAIL_RETRY_MS'>) {
    super(clock, EMAIL_RETRY_MS);
  }
}
