import ts from 'typescript';

const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

/**
 * What the comments of one source text say about variables: the documentation comment of each property whose name is that
 * of a variable, as one line.
 */
export function meaningsIn(file: string, text: string): Map<string, string> {
  const meanings = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && VARIABLE.test(node.name.text)) {
      const meaning = commentOf(node);
      if (meaning !== '') meanings.set(node.name.text, meaning);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return meanings;
}

function commentOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}
