// What the configuration of another server says, in the words of named: what reads named.conf reads it from there, so that views,
// keys, secondaries and limits are carried over, or listed, by one piece of code.

import type { FaceRecord } from '../../supply/faces/records.ts'
import type { Lost } from './named-config.ts'
import type { Statement, Word } from './statements.ts'

export type Spoken = {
  /** With the files and lines of the server's own configuration. Throws NotReadable. */
  readonly statements: () => readonly Statement[]
  /** Faces that stand in no zone file, by the word behind `file` in the statements. */
  readonly faces?: ReadonlyMap<string, readonly FaceRecord[]>
  /** Paths behind $INCLUDE count from the folder of the file, not from where the server works. */
  readonly includesBeside?: boolean
}

/** What a reader of another configuration has found. */
export type Foreign = {
  readonly spoken: Spoken
  readonly lost: readonly Lost[]
  /** What a zone must have, was not there, and is made by the import. */
  readonly made: readonly Lost[]
  /** named's words for what the server calls otherwise: in what we tell, theirs stand. */
  readonly words: Readonly<Record<string, string>>
}

/** Where something is written. */
export type At = { readonly file: string; readonly line: number }

/** A statement of words, the last of them quoted as the value, and of a block. */
export function say({ file, line }: At, words: readonly string[], block?: readonly Statement[]): Statement {
  return { file, line, words: words.map(word), block }
}

/** Each text a statement of its own, as elements of a list are: `10.0.0.0/8;`, `! key k;`. */
export function elements(at: At, texts: readonly string[]): Statement[] {
  return texts.map((text) => say(at, text.split(' ')))
}

function word(text: string, i: number): Word {
  return { text, quoted: i > 0 }
}

/** In quotes behind what it names, or behind "under" as a key of ours; in quotes; or a word that is no part of a name. */
const PIECE = /\b(?:zone|view|key|tls|catalog|under) "[^"]*"|"[^"]*"|(?<![\w.-])[a-z]+(?:-[a-z]+)*(?![\w-]|\.\w)/g

/** In the server's words; names stay, though a zone were called as a statement is. */
export function inWordsOf({ words }: Pick<Foreign, 'words'>, lost: readonly Lost[]): Lost[] {
  const theirs = (text: string) => (Object.hasOwn(words, text) ? words[text]! : text)
  const inTheirs = (piece: string) => (piece.startsWith('"') ? `"${theirs(piece.slice(1, -1))}"` : theirs(piece))
  return lost.map((one) => ({ ...one, why: one.why.replaceAll(PIECE, inTheirs) }))
}
