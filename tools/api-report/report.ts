import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from '@microsoft/api-extractor';
import { REPOSITORY } from '../repository.ts';

/** An entry point of a published package: what its users may import, and where its report is kept. */
export interface EntryPoint {
  /** As it is imported. */
  name: string;
  /** The folder of the package, relative to the repository. */
  folder: string;
  /** The declarations that the build leaves, relative to the folder. */
  declarations: string;
  /** Without `.api.md`. */
  report: string;
}

export const ENTRY_POINTS: readonly EntryPoint[] = [
  { name: '@hallpass/verifier', folder: 'libs/verifier', declarations: 'dist/index.d.ts', report: 'verifier' },
  ...['nats', 'issuer', 'testing'].map((entry) => ({
    name: `@hallpass/verifier/${entry}`,
    folder: 'libs/verifier',
    declarations: `dist/${entry}/index.d.ts`,
    report: `verifier-${entry}`,
  })),
  { name: '@hallpass/auth', folder: 'libs/auth', declarations: 'dist/index.d.ts', report: 'auth' },
];

/** Where a package keeps its reports, relative to its folder. */
export const REPORTS = 'api';

/**
 * Compares the public API of an entry point, as the last build left it, with its report, and writes the report when told to.
 *
 * @returns whether the report was what the API is
 */
export function report(entry: EntryPoint, { write }: { write: boolean }): boolean {
  const config = ExtractorConfig.prepare(configuration(entry));
  mkdirSync(config.reportFolder, { recursive: true });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      // Whoever called says what to do next; here only what is an error in the sources is worth a word.
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  rmSync(config.reportTempFolder, { recursive: true, force: true });
  if (errorCount > 0) throw new Error(`The public API of ${entry.name} could not be read: see above.`);
  return !apiReportChanged;
}

function configuration({ folder, declarations, report: reportFileName }: EntryPoint) {
  const projectFolder = join(REPOSITORY, folder);
  const configObject: IConfigFile = {
    projectFolder,
    mainEntryPointFilePath: join(projectFolder, declarations),
    // Of another package of ours too what was built is read: the sources, which the condition in the configuration names, are no declarations.
    compiler: {
      overrideTsconfig: { extends: join(REPOSITORY, 'tsconfig.base.json'), compilerOptions: { customConditions: [] } },
    },
    apiReport: {
      enabled: true,
      reportFileName,
      reportFolder: join(projectFolder, REPORTS),
      reportTempFolder: join(projectFolder, 'test-output/api'),
    },
    newlineKind: 'lf',
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Error },
        // Everything that an entry point exports is public: there are no stages to tag.
        'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
        // What a signature names without exporting it belongs to what changes with it: the report shows it.
        'ae-forgotten-export': { logLevel: ExtractorLogLevel.None, addToApiReportFile: true },
        'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
      },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
  return { configObject, configObjectFullPath: undefined, packageJsonFullPath: join(projectFolder, 'package.json') };
}
