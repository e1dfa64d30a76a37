/** Lets Node run sources of ours as they are: a specifier that ends in .js may stand for a .ts file. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !specifier.startsWith('.')) throw error;
      return next(specifier.replace(/\.js$/, '.ts'), context);
    }
  },
});
