import { Module } from '@nestjs/common';
import { EmailModule } from '../email/email.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { PreferenceRepository } from './data/preference.repository.js';
import { PreferencesController } from './http/preferences.controller.js';
import { ChangePreferences } from './use-cases/change-preferences.js';
import { ReadPreferences } from './use-cases/read-preferences.js';

@Module({
  imports: [EmailModule, RecipientsModule],
  controllers: [PreferencesController],
  providers: [PreferenceRepository, ReadPreferences, ChangePreferences],
})
export class PreferencesModule {}
