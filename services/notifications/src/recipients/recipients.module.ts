import { Module } from '@nestjs/common';
import { RecipientRepository } from './data/recipient.repository.js';
import { SealedDetails } from './data/sealed-details.js';

@Module({ providers: [RecipientRepository, SealedDetails], exports: [RecipientRepository, SealedDetails] })
export class RecipientsModule {}
