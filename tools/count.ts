/** Prints how many tests passed and failed in the last run, as `.ci/run` adds them up: `<passed> <failed>`. */
import { readResults, totals } from './test-results.ts';

const { passed, failed } = totals(readResults());
console.log(`${passed} ${failed}`);
