import { PgDatabase } from '@hallpass/platform';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';

/** The database over connections of the consumers' own: a backlog of events takes none from requests. */
@Injectable()
export class ConsumerDatabase extends PgDatabase implements OnApplicationShutdown {
  constructor(@Inject(CONFIG) { DATABASE_URL }: Pick<Config, 'DATABASE_URL'>) {
    super(DATABASE_URL, 8);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
