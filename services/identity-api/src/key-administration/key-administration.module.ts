import { Module } from '@nestjs/common';
import { KeySetsController } from './http/key-sets.controller.js';
import { SecondRepetition } from './second-repetition.js';
import { ListKeySets } from './use-cases/list-key-sets.js';
import { RotateKeySet } from './use-cases/rotate-key-set.js';
import { WithdrawKey } from './use-cases/withdraw-key.js';

/** What an administrator does with key sets: rotate a set, withdraw a key. */
@Module({ controllers: [KeySetsController], providers: [ListKeySets, RotateKeySet, SecondRepetition, WithdrawKey] })
export class KeyAdministrationModule {}
