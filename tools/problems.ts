import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY, sources, workspaces } from './repository.ts';

/** One kind of error that a service answers with, as the sources declare it. */
export interface DeclaredProblem {
  code: string;
  status: number;
  title: string;
  detail: string;
  /** The folder of the project that declares it. */
  project: string;
}

/** Every problem that the libraries and services declare, by code. */
export function declaredProblems(): DeclaredProblem[] {
  return workspaces()
    .filter(({ folder }) => folder.startsWith('libs/') || folder.startsWith('services/'))
    .flatMap(({ folder }) =>
      sources(folder).flatMap((file) =>
        problemsIn(file, readFileSync(join(REPOSITORY, file), 'utf8')).map((problem) => ({
          ...problem,
          project: folder,
        })),
      ),
    )
    .sort((a, b) => a.code.localeCompare(b.code) || a.project.localeCompare(b.project));
}

/**
 * The problems declared in one source text: the argument of each `defineProblem({ … })`, and each entry of `AUTH_ERRORS`.
 * Throws when one of them isn't written as plain literals, which is what lets a table be made of them.
 */
export function problemsIn(file: string, text: string): Omit<DeclaredProblem, 'project'>[] {
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'defineProblem') {
      const [definition] = node.arguments;
      if (definition === undefined || !ts.isObjectLiteralExpression(definition))
        throw new Error(`${file}: defineProblem wants an object literal: the table of errors is made from it`);
      found.push(definition);
    }
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === 'AUTH_ERRORS')
      found.push(...entries(node.initializer));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found.map((literal) => {
    const value = (name: string) => literalValue(file, literal, name);
    return { code: value('code'), status: Number(value('status')), title: value('title'), detail: value('detail') };
  });
}

function entries(node: ts.Expression | undefined): ts.ObjectLiteralExpression[] {
  if (node === undefined) return [];
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return entries(node.expression);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties
    .filter(ts.isPropertyAssignment)
    .flatMap(({ initializer }) => (ts.isObjectLiteralExpression(initializer) ? [initializer] : []));
}

function literalValue(file: string, literal: ts.ObjectLiteralExpression, name: string): string {
  for (const property of literal.properties)
    if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && property.name.text === name)
      return text(file, property.initializer);
  throw new Error(`${file}: a problem without ${name}`);
}

function text(file: string, node: ts.Expression): string {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return text(file, node.left) + text(file, node.right);
  throw new Error(`${file}: a problem is declared with literals only, so that the table of errors can be made from it`);
}
