import { preset } from '../../jest.preset.mjs';

/**
 * What a suite has started stays reachable when it is over: metrics of the process and limits on attempts keep watching until
 * the process ends. A worker that has grown beyond this is replaced, rather than taking long to end.
 */
export default { ...preset(import.meta.dirname), workerIdleMemoryLimit: '400MB' };
