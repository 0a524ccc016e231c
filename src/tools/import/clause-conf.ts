// Reads the grammar of nsd.conf and unbound.conf: clauses such as `zone:` on lines of their own, and in each `key: value`, a value in
// quotes or not. The callers know what they mean.

import { globSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Faults, Spot } from './faults.ts'
import { linesOf, NOT_UTF8 } from './text-file.ts'

export type Attribute = { readonly key: string; readonly words: readonly string[]; readonly at: Spot }
export type Clause = { readonly kind: string; readonly at: Spot; readonly attributes: Attribute[] }

/** `#` begins a comment, except within a word; a quote may stand right behind a colon. */
const WORD = /\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9_-]+:(?=["'])|[^\s#"'][^\s"]*)|(#.*))/y
/** A key behind other words on its line begins the next statement: both servers take a line end for a blank. */
const KEY = /^[a-zA-Z][a-zA-Z0-9_-]*:$/
const MOST_FILES = 1000
const DEEPEST = 100

/** `root`: absolute paths of included files lie below it. */
export function readClauses(path: string, kinds: ReadonlySet<string>, faults: Faults, root = '/'): Clause[] {
  const reader = new Reader(kinds, faults, root)
  reader.file(path, 0)
  return reader.clauses
}

class Reader {
  readonly clauses: Clause[] = []
  readonly #kinds: ReadonlySet<string>
  readonly #faults: Faults
  readonly #root: string
  #files = 0

  constructor(kinds: ReadonlySet<string>, faults: Faults, root: string) {
    this.#kinds = kinds
    this.#faults = faults
    this.#root = root
  }

  file(path: string, depth: number): void {
    for (const [i, line] of linesOf(path).entries()) this.#line(line, { file: path, line: i + 1, column: 1 }, depth)
  }

  #line(text: string, start: Spot, depth: number): void {
    const { words, rest } = wordsOf(text)
    if (rest !== undefined) {
      this.#faults.add({ ...start, column: rest }, 'the text in quotes has no end')
      return
    }
    for (let from = 0; from < words.length; ) {
      const next = words.findIndex(({ text: word, plain }, i) => i > from && plain && KEY.test(word))
      const end = next === -1 ? words.length : next
      this.#words(words.slice(from, end), start, depth)
      from = end
    }
  }

  #words([first, ...others]: readonly Word[], start: Spot, depth: number): void {
    const at = { ...start, column: first!.column }
    // `key:value` is two words to both servers.
    const [, key, joined] = (first!.plain && /^([a-zA-Z0-9_-]+):(.*)$/s.exec(first!.text)) || []
    const values = [...(joined ? [joined] : []), ...others.map(({ text }) => text)]
    if (key === undefined) this.#faults.add(at, `"${first!.text}" is no key: a colon has to stand behind it`)
    else if (values.some((value) => value.includes(NOT_UTF8)))
      this.#faults.add(at, `"${key}:" has octets that are no UTF-8: write them in UTF-8, or as \\ddd in local-data`)
    else this.#statement(key.toLowerCase(), values, at, depth)
  }

  #statement(key: string, values: readonly string[], at: Spot, depth: number): void {
    if (key === 'include' || key === 'include-toplevel') this.#include(values[0] ?? '', at, depth)
    else if (values.length === 0 && this.#kinds.has(key)) this.clauses.push({ kind: key, at, attributes: [] })
    else if (values.length === 0) this.#faults.add(at, `"${key}:" has no value, and begins no part of a configuration`)
    else if (this.clauses.length === 0) this.#faults.add(at, `"${key}:" stands before every "${[...this.#kinds][0]}:"`)
    else this.clauses.at(-1)!.attributes.push({ key, words: values, at })
  }

  #include(written: string, at: Spot, depth: number): void {
    if (++this.#files > MOST_FILES || depth > DEEPEST) {
      this.#faults.add(at, `more than ${MOST_FILES} files are included; does one include itself?`)
      return
    }
    const path = isAbsolute(written) ? join(resolve(this.#root), written) : resolve(dirname(at.file), written)
    const paths = /[*?[]/.test(written) ? globSync(path).sort() : [path]
    for (const one of paths) this.#included(one, written, at, depth)
  }

  #included(path: string, written: string, at: Spot, depth: number): void {
    try {
      this.file(path, depth + 1)
    } catch (error) {
      this.#faults.add(at, `include "${written}": ${error instanceof Error ? error.message : error}`)
    }
  }
}

type Word = { readonly text: string; readonly column: number; readonly plain: boolean }

/** `rest`: the column from which the line cannot be read. */
function wordsOf(text: string): { words: Word[]; rest?: number } {
  const words: Word[] = []
  WORD.lastIndex = 0
  while (text.slice(WORD.lastIndex).trim() !== '') {
    const from = WORD.lastIndex
    const match = WORD.exec(text)
    if (match === null) return { words, rest: from + 1 }
    const [all, double, single, plain, comment] = match
    if (comment !== undefined) break
    const column = from + 1 + all.length - all.trimStart().length
    words.push({ text: double ?? single ?? plain!, column, plain: plain !== undefined })
  }
  return { words }
}

/** The last attribute of the key, which is the one that counts. */
export function last({ attributes }: Clause, key: string): Attribute | undefined {
  return attributes.findLast((one) => one.key === key)
}
