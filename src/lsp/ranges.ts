// Turns places of findings into ranges of an editor, which count lines from 0 and columns in UTF-16.

import type { Range } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Place } from '../text/findings/problem.ts'

/** `source`: an excerpt of the line, for files that are not open; `sourceColumn`: the column where that begins. */
export function rangeOf(
  { line, column, length }: Place,
  document: TextDocument | undefined,
  source?: string,
  sourceColumn = 1,
): Range {
  const text = document === undefined ? '' : lineText(document, line - 1)
  if (document === undefined && source !== undefined) {
    const characters = [...source]
    // We do not know the text before the excerpt: each character there counts as one.
    const before = sourceColumn - 1
    const start = before + widthOf(characters, 0, column - sourceColumn)
    const end = before + widthOf(characters, 0, column - sourceColumn + length)
    return { start: { line: line - 1, character: start }, end: { line: line - 1, character: end } }
  }
  const characters = [...text]
  // A byte order mark belongs to no line.
  const mark = line === 1 && characters[0] === '\ufeff' ? 1 : 0
  const start = widthOf(characters, 0, column - 1 + mark)
  const end = widthOf(characters, 0, column - 1 + mark + length)
  return { start: { line: line - 1, character: start }, end: { line: line - 1, character: end } }
}

export function lineText(document: TextDocument, line: number): string {
  const start = { line, character: 0 }
  return document.getText({ start, end: { line: line + 1, character: 0 } }).replace(/[\r\n]+$/, '')
}

function widthOf(characters: readonly string[], from: number, to: number): number {
  let width = 0
  for (let i = from; i < to && i < characters.length; i++) width += characters[i]!.length
  return width
}
