import { Injectable } from '@nestjs/common';
import { PreferenceRepository } from '../data/preference.repository.js';
import { effectivePreferences, type EmailPreferences } from '../domain/preferences.js';

@Injectable()
export class ReadPreferences {
  constructor(private readonly preferences: PreferenceRepository) {}

  async execute(account: string): Promise<EmailPreferences> {
    return effectivePreferences(await this.preferences.find(account));
  }
}
