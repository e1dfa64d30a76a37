/** Prints how many tests passed and failed in the last run, as `.ci/run` adds them up: `<passed> <failed>`. Parameters: kinds. */
import { KINDS, readResults, SPECS, totals, type Kind } from './test-results.ts';

const kinds = process.argv.slice(2).filter((kind): kind is Kind => kind in SPECS);
const { passed, failed } = totals(readResults(kinds.length === 0 ? KINDS : kinds));
console.log(`${passed} ${failed}`);
