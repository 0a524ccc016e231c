// YAML as a tree in which every key and value knows its place. The only file that sees the yaml package.

import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml'
import type { Said } from '../../dns/said.ts'
import { type Item, LongLists } from './long-lists.ts'
import { say } from './says.ts'
import { SourceText, type Span } from './source-text.ts'

export type Tree =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly span: Span }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly span: Span }

/** `key` is the text of the key: `10` and `true` are names. */
export type Entry = { readonly key: string; readonly keySpan: Span; readonly value: Tree }

/** The tree of the one document in `source`; an empty document is an empty map. Undefined, and a report, where it is unreadable. */
export function readTree(source: SourceText): Tree | undefined {
  const lists = new LongLists(source.text)
  const known = source.problems.length
  const tree = treeOf(source, lists)
  // Of a fault that many lines share, only the first would be told.
  if (lists.isWhole || (!lists.isUnused && source.problems.length === known)) return tree
  source.problems.length = known
  return treeOf(source, new LongLists(source.text, false))
}

function treeOf(source: SourceText, lists: LongLists): Tree | undefined {
  const counter = new LineCounter()
  const document = documentOf(lists.text, counter)
  if (document === undefined) {
    source.report('config-syntax', [0, 0], say('lies-deep', { most: MAX_DEPTH }))
    return undefined
  }
  const errors = [...document.errors, ...document.warnings]
  // Only the first error of each line: the others follow from it.
  const lines = new Map(errors.toReversed().map((error) => [counter.linePos(error.pos[0]).line, error]))
  const found = [...lines.values()].reverse()
  // Behind a line that fits nowhere, errors mean nothing either.
  const lost = found.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN') + 1 || MAX_SYNTAX_ERRORS
  for (const error of found.slice(0, Math.min(lost, MAX_SYNTAX_ERRORS))) reportSyntax(source, error)
  if (errors.length > 0) return undefined
  if (document.contents === null) return { kind: 'map', entries: [], span: [0, 0] }
  try {
    return new Walk(source, lists).tree(document.contents, [0, 0])
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    source.report('config-syntax', error.span, error.said)
    return undefined
  }
}

/** Undefined where values lie in each other so deep that the YAML reader has no room for them, as behind thousands of brackets. */
function documentOf(text: string, lineCounter: LineCounter) {
  try {
    // Keys are compared here by their text, with both places.
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, schema: 'core' })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

/** As much of the tree as a broken document gives; reports nothing. */
export function salvageTree(source: SourceText): Tree | undefined {
  const document = documentOf(source.text, new LineCounter())
  if (document === undefined) return undefined
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

/** The items of the list at a key; none where there is no list. */
export function itemsAt(tree: Tree, key: string): readonly Tree[] {
  const list = treeAt(tree, key)
  return list?.kind === 'list' ? list.items : []
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

// One slip in YAML often makes the parser report all that follows.
const MAX_SYNTAX_ERRORS = 5
const MAX_DEPTH = 32
/** The most values that aliases may add: a few lines of YAML can stand for millions. */
const MAX_REPEATED = 100_000

class Unreadable extends Error {
  readonly span: Span
  readonly said: Said

  constructor(span: Span, said: Said) {
    super(said.code)
    this.span = span
    this.said = said
  }
}

class Walk {
  readonly #source: SourceText
  readonly #lists: LongLists
  readonly #anchors = new Map<string, Node>()
  readonly #open = new Set<Node>()
  #repeated = 0
  /** The alias at hand: values that it stands for get its place. */
  #alias: Span | undefined

  constructor(source: SourceText, lists: LongLists) {
    this.#source = source
    this.#lists = lists
  }

  /** `owner`: the place of a value that is not written at all. */
  tree(node: unknown, owner: Span): Tree {
    if (isAlias(node)) return this.#followed(node.source, this.#span(node, owner))
    if (!isScalar(node) && !isSeq(node) && !isMap(node)) return { kind: 'scalar', value: null, span: owner }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    const span = this.#span(node, owner)
    if (this.#alias !== undefined && ++this.#repeated > MAX_REPEATED) throw repeatsTooMuch(span)
    if (isScalar(node))
      return { kind: 'scalar', value: scalarValue(node.value), span: node.value === null ? owner : span }
    if (this.#open.size >= MAX_DEPTH) throw new Unreadable(span, say('lies-deep', { most: MAX_DEPTH }))
    this.#open.add(node)
    const tree: Tree = isSeq(node)
      ? { kind: 'list', items: node.items.flatMap((item) => this.#items(item, span)), span }
      : { kind: 'map', entries: this.#entries(node.items, span), span }
    this.#open.delete(node)
    return tree
  }

  /** One item, and the items that LongLists took out behind it. */
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
      const repeated = this.#repeated
      const entry = { key, keySpan, value: this.tree(pair.value, keySpan) }
      this.#enter(seen, entry)
      const more = isScalar(pair.key) && pair.key.range ? this.#lists.after(pair.key.range[0]) : []
      this.#repeated += more.length * (this.#repeated - repeated)
      if (this.#repeated > MAX_REPEATED) throw repeatsTooMuch(span)
      for (const one of more) this.#enter(seen, this.#like(entry, one))
    }
    return [...seen.values()]
  }

  #enter(seen: Map<string, Entry>, entry: Entry): void {
    const { key, keySpan } = entry
    const first = seen.get(key)
    if (first === undefined) seen.set(key, entry)
    else
      this.#source.report('duplicate-key', keySpan, say('key-twice', { key }), {
        related: { span: first.keySpan, message: say('key-set-here', { key }) },
        fix: say('keep-one'),
      })
  }

  /** The entry of another key with the same text behind it, which the YAML reader was not given. */
  #like({ keySpan, value }: Entry, one: Item): Entry {
    if (this.#alias !== undefined) return { key: one.value, keySpan: this.#alias, value }
    // A value of null has the place of its key, which may be of another length.
    const its = value.span === keySpan ? { ...value, span: one.span } : moved(value, one.span[1] - keySpan[1])
    return { key: one.value, keySpan: one.span, value: its }
  }

  #followed(anchor: string, span: Span): Tree {
    const node = this.#anchors.get(anchor)
    if (node === undefined) throw new Unreadable(span, say('alias-without-anchor', { anchor }))
    if (this.#open.has(node)) throw new Unreadable(span, say('alias-inside', { anchor }))
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

/** The same so many octets further on. */
function moved(tree: Tree, by: number): Tree {
  const at = ([start, end]: Span): Span => [start + by, end + by]
  const span = at(tree.span)
  if (tree.kind === 'scalar') return { ...tree, span }
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => moved(item, by)), span }
  const entries = tree.entries.map(({ key, keySpan, value }) => ({
    key,
    keySpan: at(keySpan),
    value: moved(value, by),
  }))
  return { ...tree, entries, span }
}

function repeatsTooMuch(span: Span): Unreadable {
  return new Unreadable(span, say('aliases-too-many', { most: MAX_REPEATED }))
}

function scalarValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? null : String(value)
}

function reportSyntax(source: SourceText, { code, pos, message }: YAMLError): void {
  const span: Span = [Math.min(pos[0], source.text.length), Math.min(pos[1], source.text.length)]
  const bracketed = /\[[0-9a-f:.]+\](:\d+)?/i.exec(lineAround(source.text, span[0]))
  const told = tellingOf(code, message)
  const fix = bracketed ? say('quote-value', { value: bracketed[0] }) : told?.fix
  const plainMessage = message.charAt(0).toLowerCase() + message.slice(1)
  source.report(
    'config-syntax',
    span,
    say('yaml-unreadable', { why: told?.message ?? say('yaml-other', { message: plainMessage }) }),
    fix ? { fix } : {},
  )
}

function lineAround(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', at)
  return text.slice(start, end < 0 ? undefined : end)
}

/** Our words for the parser's codes, where ours are clearer. */
const tellings: { [code: string]: { message: Said; fix?: Said } } = {
  TAB_AS_INDENT: { message: say('yaml-tab'), fix: say('indent-with-spaces') },
  MULTIPLE_DOCS: { message: say('yaml-second-document'), fix: say('one-document') },
  RESOURCE_EXHAUSTION: { message: say('yaml-too-deep') },
  BLOCK_AS_IMPLICIT_KEY: {
    message: say('yaml-second-colon'),
    fix: say('quote-or-align'),
  },
  BAD_INDENT: { message: say('yaml-open-bracket') },
  BAD_SCALAR_START: { message: say('yaml-reserved-character'), fix: say('put-it-in-quotes') },
  UNEXPECTED_TOKEN: {
    message: say('yaml-misplaced'),
    fix: say('align-keys'),
  },
}

const MISSING_COLON = {
  message: say('yaml-missing-colon'),
  fix: say('write-keys-so'),
}

const OPEN_QUOTE = { message: say('yaml-open-quote'), fix: say('close-on-line') }

function tellingOf(code: string, message: string): { message: Said; fix?: Said } | undefined {
  // The parser takes what follows for the rest of the key, or misses a value where nothing follows.
  if (code === 'MULTILINE_IMPLICIT_KEY' || message.startsWith('Implicit map keys')) return MISSING_COLON
  return message.startsWith('Missing closing') ? OPEN_QUOTE : tellings[code]
}
