// Offers the repairs of `zonecheck --fix` in an editor: that of one finding, and all of a file together.

import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Change } from '../check/changes.ts'
import { fixText } from '../check/fix.ts'
import type { Said } from '../dns/said.ts'
import type { Found } from './diagnostics.ts'
import { lineText } from './ranges.ts'
import { say } from './says.ts'

/** `found`: all findings about the present text of the document. */
export function actionsOf(
  document: TextDocument,
  found: readonly Found[],
  range: Range,
  only: readonly string[] | undefined,
  tell: (said: Said) => string,
): CodeAction[] {
  const wants = (kind: string) => only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`))
  const mendable = found.filter(({ problem }) => problem.edit !== undefined)
  if (mendable.length === 0) return []
  const bytes = Buffer.from(document.getText())
  const editsFor = (some: readonly Found[]) => {
    const { changes } = fixText(
      bytes,
      some.map(({ problem }) => problem),
    )
    return changes.map((change) => editOf(document, change))
  }
  const here = wants(CodeActionKind.QuickFix) ? mendable.filter(({ diagnostic }) => meets(diagnostic.range, range)) : []
  const single = here.flatMap((one): CodeAction[] => {
    const edits = editsFor([one])
    if (edits.length === 0) return []
    const title = tell(say('mend-one', { what: one.problem.fix?.split('\n')[0] ?? one.problem.message }))
    const { QuickFix: kind } = CodeActionKind
    return [
      { title, kind, diagnostics: [one.diagnostic], isPreferred: true, edit: { changes: { [document.uri]: edits } } },
    ]
  })
  const kind = CodeActionKind.SourceFixAll
  const all = wants(kind) ? editsFor(mendable) : []
  if (all.length === 0) return single
  return [...single, { title: tell(say('mend-all')), kind, edit: { changes: { [document.uri]: all } } }]
}

function editOf(document: TextDocument, { line, after }: Change): TextEdit {
  const start = { line: line - 1, character: 0 }
  if (after === undefined) return { range: { start, end: { line, character: 0 } }, newText: '' }
  const before = lineText(document, line - 1)
  const mark = line === 1 && before.startsWith('\ufeff') ? 1 : 0
  const range = { start: { ...start, character: mark }, end: { line: line - 1, character: before.length } }
  return { range, newText: after }
}

function meets(a: Range, b: Range): boolean {
  return isBefore(a.start, b.end) && isBefore(b.start, a.end)
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character)
}
