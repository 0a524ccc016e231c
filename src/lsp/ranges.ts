// Places of findings to ranges of an editor: these count lines from 0, and columns in UTF-16.

import type { Range } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Place } from '../text/findings/problem.ts'

/** `source`: the line's text where the file is not open, and its first column. */
export function rangeOf(
  { line, column, length }: Place,
  document: TextDocument | undefined,
  source?: string,
  sourceColumn = 1,
): Range {
  const text = document === undefined ? '' : lineText(document, line - 1)
  if (document === undefined && source !== undefined) {
    const characters = [...source]
    // What stands before the excerpt is not known: a character counts as one there.
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
