// Lines up the columns of a text as `zonecheck --format-file` does, and edits only lines that differ.

import type { TextEdit } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { contentOf } from '../text/zonefile/content.ts'
import { entryLines } from '../text/zonefile/format/entry-lines.ts'
import { formatLines } from '../text/zonefile/format/format.ts'
import { lineText } from './ranges.ts'

/** No edits where we cannot tell the entries of the text. */
export function formatEdits(document: TextDocument): TextEdit[] {
  const content = contentOf(document.getText())
  if ('rule' in content) return []
  const lines = entryLines(content.bytes, content.size, content.begin)
  if ('flaw' in lines) return []
  return formatLines(lines).flatMap((text, line): TextEdit[] => {
    if (text === lines[line]!.text) return []
    const before = lineText(document, line)
    const mark = line === 0 && before.startsWith('\ufeff') ? 1 : 0
    const range = { start: { line, character: mark }, end: { line, character: before.length } }
    return [{ range, newText: Buffer.from(text, 'latin1').toString() }]
  })
}
