/**
 * Generates docs/configuration.md from the schemas of the services, as they are built; `--check` fails on a difference. Fails
 * when a variable has no meaning, and when one that the tools read is not in their list.
 */
import { emit } from '../generated-file.ts';
import { CONFIGURATION_FILE, configurationPage } from './page.ts';
import { programs } from './programs.ts';
import { faultsOf, TOOL_VARIABLES } from './tool-variables.ts';
import { readVariables } from './read-variables.ts';

const { services, extra } = await programs();
for (const fault of faultsOf(TOOL_VARIABLES, readVariables())) {
  console.error(fault);
  process.exitCode = 1;
}
await emit(CONFIGURATION_FILE, configurationPage(services, extra, TOOL_VARIABLES));
