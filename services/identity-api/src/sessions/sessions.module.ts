import { Global, Module } from '@nestjs/common';
import { SessionRepository } from './data/session.repository.js';

@Global()
@Module({ providers: [SessionRepository], exports: [SessionRepository] })
export class SessionsModule {}
