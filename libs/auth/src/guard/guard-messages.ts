import { UseFilters, type Type } from '@nestjs/common';
import { GUARDS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, type LazyModuleLoader, type ModulesContainer } from '@nestjs/core';
import { AccessTokenGuard } from './access-token.guard.js';
import { RefusalFilter } from '../refusal/refusal.filter.js';
import { keepUpgradeRequests } from '../calls/upgrade-requests.js';

/** Metadata keys of `@MessagePattern()` and `@EventPattern()`, of `@SubscribeMessage()`, and of `@WebSocketGateway()`. */
const MESSAGE_PATTERN = 'microservices:pattern';
const SUBSCRIBE_MESSAGE = 'websockets:message_mapping';
const GATEWAY = 'websockets:is_gateway';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;
const scanner = new MetadataScanner();
const filter = new RefusalFilter();
const filtered = new WeakSet<object>();

/**
 * Puts the guard before each handler of messages, in every module. Nest does not: to a microservice that is connected to an
 * application, and to a gateway, the application's guards don't apply. Has to run before Nest binds them, which is as soon as
 * the application has been created: at the construction of a provider, then.
 */
export function guardMessages(modules: ModulesContainer, guard: AccessTokenGuard): void {
  for (const module of modules.values()) {
    for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
      if (typeof metatype === 'function' && metatype.prototype) guardHost(module, metatype as Type, guard);
    }
  }
}

/** The same for each module that is loaded later: what it brings is bound by what begins to listen after that. */
export function guardLazyMessages(loader: LazyModuleLoader, modules: ModulesContainer, guard: AccessTokenGuard): void {
  const load = loader.load.bind(loader);
  loader.load = async (...args) => {
    const loaded = await load(...args);
    guardMessages(modules, guard);
    return loaded;
  };
}

function guardHost(module: Module, host: Type, guard: AccessTokenGuard): void {
  const prototype = host.prototype as Record<string, object>;
  if (Reflect.hasMetadata(GATEWAY, host)) keepUpgradeRequests(prototype);
  for (const name of scanner.getAllMethodNames(prototype)) {
    const handler = prototype[name] as object;
    if (!Reflect.hasMetadata(MESSAGE_PATTERN, handler) && !Reflect.hasMetadata(SUBSCRIBE_MESSAGE, handler)) continue;
    const descriptor = { value: handler };
    bindFirst(guardsOf(host).length > 0 ? host : handler);
    if (!filtered.has(handler)) UseFilters(filter)(prototype, name, descriptor);
    filtered.add(handler);
    // Metadata name the class, since other applications of the process may have the same handler; each has its own guard for it.
    if (!module.injectables.has(AccessTokenGuard)) {
      module.addInjectable({ provide: AccessTokenGuard, useValue: guard } as never, 'guard');
    }
  }
}

/** Nest runs the guards of a class before those of its methods, and each of them in their order: others need what ours finds out. */
function bindFirst(target: object): void {
  const guards = guardsOf(target);
  if (guards[0] === AccessTokenGuard) return;
  const others = guards.filter((guard) => guard !== AccessTokenGuard);
  Reflect.defineMetadata(GUARDS_METADATA, [AccessTokenGuard, ...others], target);
}

function guardsOf(target: object): readonly unknown[] {
  return (Reflect.getMetadata(GUARDS_METADATA, target) ?? []) as unknown[];
}
