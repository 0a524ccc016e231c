// Finds open texts that we cannot check like others: too long to check at every key, or not the same as what the file holds.

import { isUtf8 } from 'node:buffer'
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Said } from '../dns/said.ts'
import { fileSize } from '../system/file-size.ts'
import { readRegular } from '../system/regular-file.ts'
import { say } from './says.ts'

/** The most characters: a pass over more takes longer than anybody waits for it. */
const MOST = 32 << 20

/** The most octets of a file whose encoding we look at. */
const MOST_READ = 8 << 20

export function isTooLarge(document: TextDocument): boolean {
  return document.getText().length > MOST
}

export function tooLarge(tell: (said: Said) => string): Diagnostic {
  return note(0, 1, tell(say('too-large-here', { most: MOST >> 20 })), DiagnosticSeverity.Information)
}

/** Where an editor decoded octets that are no UTF-8; we ask this when it opens the file. */
export function strangeOctets(
  path: string,
  document: TextDocument,
  tell: (said: Said) => string,
): Diagnostic | undefined {
  const at = document.getText().indexOf(REPLACEMENT)
  if (at < 0 || fileSize(path) > MOST_READ || isFileUtf8(path)) return undefined
  const { line, character } = document.positionAt(at)
  const diagnostic = note(line, 1, tell(say('strange-octets')), DiagnosticSeverity.Warning)
  return { ...diagnostic, range: { start: { line, character }, end: { line, character: character + 1 } } }
}

function isFileUtf8(path: string): boolean {
  try {
    return isUtf8(readRegular(path, MOST_READ))
  } catch {
    return true
  }
}

function note(line: number, length: number, message: string, severity: DiagnosticSeverity): Diagnostic {
  const range = { start: { line, character: 0 }, end: { line, character: length } }
  return { range, severity, source: 'zonecheck', message }
}

/** The character that a decoder puts in place of octets that it cannot read. */
const REPLACEMENT = '\ufffd'
