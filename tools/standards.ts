/**
 * Holds docs/standards.md against the tests: each proof is a link to a spec with the full name of a test in it.
 * `--write` writes the summary count.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from './repository.ts';

export const STANDARDS_FILE = 'docs/standards.md';

/** What stands in the last column when no test is named there. */
const WITHOUT_PROOF = ['no test', 'not there'] as const;
const COUNT = /^\d+ rows: .*$/m;
const PROOF = /\[`([^`]+)`\]\(([^)\s]+)\)/g;

interface Row {
  section: string;
  proof: string;
}

/** The name of a test, and the spec that has it, relative to the repository. */
interface Proof {
  test: string;
  file: string;
}

/** The rows of every table of the page, without headings. */
function rowsOf(page: string): Row[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map((cells) => ({ section: cells[1] ?? '', proof: cells.at(-2) ?? '' }))
    .filter(({ proof }) => proof !== 'proof');
}

function proofsOf({ proof }: Row): Proof[] {
  const folder = dirname(STANDARDS_FILE);
  return [...proof.matchAll(PROOF)].map(([, test = '', link = '']) => ({ test, file: posix.join(folder, link) }));
}

/** The line that says how many rows there are of which kind. */
export function countOf(page: string): string {
  const rows = rowsOf(page);
  const [untested, absent] = WITHOUT_PROOF.map((words) => rows.filter(({ proof }) => proof === words).length);
  const proven = rows.filter((row) => proofsOf(row).length > 0).length;
  return `${rows.length} rows: ${proven} proven, ${untested} without a test, ${absent} not there.`;
}

export function withCount(page: string): string {
  return page.replace(COUNT, countOf(page));
}

/**
 * The full names of the tests in a spec, as jest joins them; of `each`, the template. Tests that are skipped are none, and so
 * are those whose title is not written out.
 */
export function testNames(text: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, within: readonly string[]): void => {
    const block = ts.isCallExpression(node) ? blockOf(node) : undefined;
    if (block?.isSkipped) return;
    const path = block === undefined ? within : [...within, block.title];
    if (block?.isTest) names.add(path.join(' '));
    ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(ts.createSourceFile('a.spec.ts', text, ts.ScriptTarget.Latest, true), []);
  return names;
}

function blockOf(call: ts.CallExpression): { title: string; isTest: boolean; isSkipped: boolean } | undefined {
  const [first] = call.arguments;
  const [name = '', ...modifiers] = wordsOf(call.expression);
  if (first === undefined || !['describe', 'it', 'test'].includes(name)) return undefined;
  if (modifiers.at(-1) === 'each' && !isTable(call.expression)) return undefined; // it.each(rows), before its title
  const title = titleOf(first);
  const isSkipped = title === undefined || modifiers.some((word) => ['skip', 'todo', 'failing'].includes(word));
  return { title: title ?? '', isTest: name !== 'describe', isSkipped };
}

/** `it.only.each(rows)` is it, only, each. */
function wordsOf(expression: ts.Expression): string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression)) return [...wordsOf(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression)) return wordsOf(expression.expression);
  return ts.isTaggedTemplateExpression(expression) ? wordsOf(expression.tag) : [];
}

const isTable = (node: ts.Expression): boolean => ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node);

function titleOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}

/** What is wrong with the page. `read` gives the text of a file of the repository, or undefined where there is none. */
export function faultsOf(page: string, read: (file: string) => string | undefined): string[] {
  const known = new Map<string, Set<string> | undefined>();
  const testsIn = (file: string): Set<string> | undefined => {
    if (!known.has(file)) {
      const text = read(file);
      known.set(file, text === undefined ? undefined : testNames(text));
    }
    return known.get(file);
  };
  const faults = rowsOf(page).flatMap((row) => [...formFaults(row), ...proofsOf(row).flatMap(proofFaults)]);
  function proofFaults({ test, file }: Proof): string[] {
    const tests = testsIn(file);
    if (tests === undefined) return [`there is no ${file}`];
    return tests.has(test) ? [] : [`${file} has no test "${test}"`];
  }
  if (!page.includes(`\n${countOf(page)}\n`)) faults.push(`the count is wrong: it is "${countOf(page)}" (--write)`);
  return faults;
}

function formFaults({ section, proof }: Row): string[] {
  const rest = proof.replaceAll(PROOF, '').replaceAll(/<br>|\s/g, '');
  if ((WITHOUT_PROOF as readonly string[]).includes(proof) || (rest === '' && proof !== '')) return [];
  return [`the proof of ${section} is neither links to tests nor ${WITHOUT_PROOF.join(' nor ')}: "${proof}"`];
}

/** The text of a file of the repository, undefined where there is none. */
export function readSpec(file: string): string | undefined {
  try {
    return readFileSync(join(REPOSITORY, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const path = join(REPOSITORY, STANDARDS_FILE);
  if (process.argv.includes('--write')) writeFileSync(path, withCount(readFileSync(path, 'utf8')));
  const page = readFileSync(path, 'utf8');
  const faults = faultsOf(page, readSpec);
  for (const fault of faults) console.error(`${STANDARDS_FILE}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${STANDARDS_FILE}: ${countOf(page)}`);
}
