// YAML as a tree in which every key and value knows its place. The only file that sees the yaml package.

import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml'
import { LongLists } from './long-lists.ts'
import { SourceText, type Span } from './source-text.ts'

export type Tree =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly span: Span }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly span: Span }

/** The key is its own text: `10` and `true` are the names that they look like. */
export type Entry = { readonly key: string; readonly keySpan: Span; readonly value: Tree }

/** The tree of the one document in `source`; an empty document is an empty map. Undefined, and reported, if unreadable. */
export function readTree(source: SourceText): Tree | undefined {
  const lists = new LongLists(source.text)
  const known = source.problems.length
  const tree = treeOf(source, lists)
  if (!lists.isUnused) return tree
  source.problems.length = known
  return treeOf(source, new LongLists(source.text, false))
}

function treeOf(source: SourceText, lists: LongLists): Tree | undefined {
  const counter = new LineCounter()
  const document = parseDocument(lists.text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false, // compared here by text, with both places
    schema: 'core',
  })
  const errors = [...document.errors, ...document.warnings]
  // What else the parser stumbles over in a line follows from what it stumbled over first.
  const lines = new Map(errors.toReversed().map((error) => [counter.linePos(error.pos[0]).line, error]))
  const found = [...lines.values()].reverse()
  // Nor is what comes behind a line that fits nowhere worth a word.
  const lost = found.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN') + 1 || MAX_SYNTAX_ERRORS
  for (const error of found.slice(0, Math.min(lost, MAX_SYNTAX_ERRORS))) reportSyntax(source, error)
  if (errors.length > 0) return undefined
  if (document.contents === null) return { kind: 'map', entries: [], span: [0, 0] }
  try {
    return new Walk(source, lists).tree(document.contents, [0, 0])
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    source.report('config-syntax', error.span, error.message)
    return undefined
  }
}

/** What can be made out of a document that is wrong somewhere; nothing is reported. */
export function salvageTree(source: SourceText): Tree | undefined {
  const document = parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, schema: 'core' })
  try {
    return new Walk(new SourceText(source.file, source.text), new LongLists(source.text, false)).tree(
      document.contents,
      [0, 0],
    )
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return undefined
  }
}

/** The tree at a path of keys and indices. */
export function treeAt(tree: Tree, ...path: readonly (string | number)[]): Tree | undefined {
  let at: Tree | undefined = tree
  for (const step of path) {
    if (at?.kind === 'list') at = at.items[Number(step)]
    else at = at?.kind === 'map' ? at.entries.find(({ key }) => key === step)?.value : undefined
  }
  return at
}

/** The text of a value that the schema has found to be text. */
export function textOf(tree: Tree): string {
  return tree.kind === 'scalar' ? String(tree.value) : ''
}

/** The tree without its places. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value
  if (tree.kind === 'list') return tree.items.map(plain)
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]))
}

// One slip in YAML often makes the parser stumble over all that follows.
const MAX_SYNTAX_ERRORS = 5
const MAX_DEPTH = 32
/** What aliases may add: a few lines of YAML can stand for millions of values. */
const MAX_REPEATED = 100_000

class Unreadable extends Error {
  readonly span: Span

  constructor(span: Span, message: string) {
    super(message)
    this.span = span
  }
}

class Walk {
  readonly #source: SourceText
  readonly #lists: LongLists
  readonly #anchors = new Map<string, Node>()
  readonly #open = new Set<Node>()
  #repeated = 0
  /** What an alias stands for is shown where the alias stands. */
  #alias: Span | undefined

  constructor(source: SourceText, lists: LongLists) {
    this.#source = source
    this.#lists = lists
  }

  /** `owner` is where to point when nothing is written. */
  tree(node: unknown, owner: Span): Tree {
    if (isAlias(node)) return this.#followed(node.source, this.#span(node, owner))
    if (!isScalar(node) && !isSeq(node) && !isMap(node)) return { kind: 'scalar', value: null, span: owner }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    const span = this.#span(node, owner)
    if (this.#alias !== undefined && ++this.#repeated > MAX_REPEATED) throw repeatsTooMuch(span)
    if (isScalar(node))
      return { kind: 'scalar', value: scalarValue(node.value), span: node.value === null ? owner : span }
    if (this.#open.size >= MAX_DEPTH) throw new Unreadable(span, `cannot read this: it lies ${MAX_DEPTH} levels deep`)
    this.#open.add(node)
    const tree: Tree = isSeq(node)
      ? { kind: 'list', items: node.items.flatMap((item) => this.#items(item, span)), span }
      : { kind: 'map', entries: this.#entries(node.items, span), span }
    this.#open.delete(node)
    return tree
  }

  /** One item, and those behind it that the YAML reader was not given. */
  #items(item: unknown, owner: Span): Tree[] {
    const tree = this.tree(item, owner)
    const more = isScalar(item) && item.range ? this.#lists.after(item.range[0]) : []
    if (more.length === 0) return [tree]
    if (this.#alias !== undefined) this.#repeated += more.length
    if (this.#repeated > MAX_REPEATED) throw repeatsTooMuch(owner)
    return [tree, ...more.map(({ value, span }): Tree => ({ kind: 'scalar', value, span: this.#alias ?? span }))]
  }

  #entries(pairs: readonly { key: unknown; value: unknown }[], span: Span): Entry[] {
    const seen = new Map<string, Entry>()
    for (const pair of pairs) {
      const keySpan = isNode(pair.key) ? this.#span(pair.key, span) : span
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : this.#source.slice(keySpan)
      const first = seen.get(key)
      const entry = { key, keySpan, value: this.tree(pair.value, keySpan) }
      if (first === undefined) seen.set(key, entry)
      else
        this.#source.report('duplicate-key', keySpan, `cannot set "${key}" again: it is set already`, {
          related: { span: first.keySpan, message: `"${key}" is set here` },
          fix: 'keep one of the two',
        })
    }
    return [...seen.values()]
  }

  #followed(anchor: string, span: Span): Tree {
    const node = this.#anchors.get(anchor)
    if (node === undefined)
      throw new Unreadable(span, `cannot follow the alias "*${anchor}": no "&${anchor}" stands before it`)
    if (this.#open.has(node))
      throw new Unreadable(span, `cannot follow the alias "*${anchor}": it lies inside "&${anchor}"`)
    const outer = this.#alias
    this.#alias = outer ?? span
    const tree = this.tree(node, span)
    this.#alias = outer
    return tree
  }

  #span(node: Node, owner: Span): Span {
    if (this.#alias) return this.#alias
    return node.range ? [this.#lists.place(node.range[0]), this.#lists.place(node.range[1])] : owner
  }
}

function repeatsTooMuch(span: Span): Unreadable {
  return new Unreadable(span, `cannot follow the aliases: they stand for more than ${MAX_REPEATED} values`)
}

function scalarValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? null : String(value)
}

function reportSyntax(source: SourceText, { code, pos, message }: YAMLError): void {
  const span: Span = [Math.min(pos[0], source.text.length), Math.min(pos[1], source.text.length)]
  const bracketed = /\[[0-9a-f:.]+\](:\d+)?/i.exec(lineAround(source.text, span[0]))
  const told = tellingOf(code, message)
  const fix = bracketed ? `put it in quotes: "${bracketed[0]}"` : told?.fix
  const plainMessage = message.charAt(0).toLowerCase() + message.slice(1)
  source.report(
    'config-syntax',
    span,
    `cannot read the YAML here: ${told?.message ?? plainMessage}`,
    fix ? { fix } : {},
  )
}

function lineAround(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', at)
  return text.slice(start, end < 0 ? undefined : end)
}

/** The parser's codes in our words, where ours are clearer. */
const tellings: { [code: string]: { message: string; fix?: string } } = {
  TAB_AS_INDENT: { message: 'a tab stands in the indentation', fix: 'indent with spaces' },
  MULTIPLE_DOCS: { message: 'a second document begins', fix: 'keep everything in one document: delete the "---"' },
  RESOURCE_EXHAUSTION: { message: 'it lies too deep' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ":" stands in one line, or a line is indented too far',
    fix: 'put a value with ": " in quotes, or align the key with the ones above it',
  },
  BAD_INDENT: { message: 'a bracket is not closed, or a line is not indented far enough' },
  BAD_SCALAR_START: { message: 'a value begins with a character that YAML keeps for itself', fix: 'put it in quotes' },
  UNEXPECTED_TOKEN: {
    message: 'this cannot stand here',
    fix: 'begin all keys of one map in the same column, and close every bracket',
  },
}

const MISSING_COLON = {
  message: 'a ":" with a space behind it is missing, or a line is indented too far',
  fix: 'write a key as in "workers: 4", and begin all keys of one map in the same column',
}

const OPEN_QUOTE = { message: 'quotes that were opened before are not closed', fix: 'close them on the same line' }

function tellingOf(code: string, message: string): { message: string; fix?: string } | undefined {
  // The parser takes what follows for the rest of the key, or misses a value where nothing follows.
  if (code === 'MULTILINE_IMPLICIT_KEY' || message.startsWith('Implicit map keys')) return MISSING_COLON
  return message.startsWith('Missing closing') ? OPEN_QUOTE : tellings[code]
}
