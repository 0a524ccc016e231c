// The configuration of another server in named's words. The reader of named.conf reads it from there, so that one piece of code carries
// over, or reports, views, keys, secondaries and limits.

import type { FaceRecord } from '../../supply/faces/records.ts'
import type { Lost } from './named-config.ts'
import type { Statement, Word } from './statements.ts'

export type Spoken = {
  /** Statements with files and lines of the server's own configuration. Throws NotReadable. */
  readonly statements: () => readonly Statement[]
  /** Faces without a zone file, by the word behind `file` in the statements. */
  readonly faces?: ReadonlyMap<string, readonly FaceRecord[]>
  /** Paths behind $INCLUDE start from the folder of the file, not from the server's working folder. */
  readonly includesBeside?: boolean
}

/** What a reader of another configuration gives. */
export type Foreign = {
  readonly spoken: Spoken
  readonly lost: readonly Lost[]
  /** Records that a zone must have and did not have, which the import makes. */
  readonly made: readonly Lost[]
  /** By named's word, the server's own, for reports. */
  readonly words: Readonly<Record<string, string>>
}

/** A line of a file. */
export type At = { readonly file: string; readonly line: number }

/** A statement of words, the last of them quoted as the value, and of a block. */
export function say({ file, line }: At, words: readonly string[], block?: readonly Statement[]): Statement {
  return { file, line, words: words.map(word), block }
}

/** A statement of each text, as in lists: `10.0.0.0/8;`, `! key k;`. */
export function elements(at: At, texts: readonly string[]): Statement[] {
  return texts.map((text) => say(at, text.split(' ')))
}

function word(text: string, i: number): Word {
  return { text, quoted: i > 0 }
}

/** A quoted name behind the word for its kind, or behind "under"; other quoted text; or a word that is no part of a name. */
const PIECE = /\b(?:zone|view|key|tls|catalog|under) "[^"]*"|"[^"]*"|(?<![\w.-])[a-z]+(?:-[a-z]+)*(?![\w-]|\.\w)/g

/** The reports in the server's words. Names stay, even of a zone that is called like a statement. */
export function inWordsOf({ words }: Pick<Foreign, 'words'>, lost: readonly Lost[]): Lost[] {
  const theirs = (text: string) => (Object.hasOwn(words, text) ? words[text]! : text)
  const inTheirs = (piece: string) => (piece.startsWith('"') ? `"${theirs(piece.slice(1, -1))}"` : theirs(piece))
  return lost.map((one) => ({ ...one, why: one.why.replaceAll(PIECE, inTheirs) }))
}
