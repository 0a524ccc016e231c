// Reads names in the configuration, and patterns, which stand for all names below one.

import { ROOT } from '../../dns/name.ts'
import { nameFlaw, readName } from '../../dns/name-text.ts'
import type { NamePattern } from './matches-name.ts'
import { say } from './says.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf } from './tree.ts'

/** The name at `tree`, completed with the root; empty, and a report, where it is no name. */
export function absoluteName(source: SourceText, tree: Tree): Uint8Array[] {
  return nameAt(source, tree, textOf(tree), ROOT)
}

/** The pattern of a text that stands in no configuration; undefined where it is none. */
export function patternOf(text: string): NamePattern | undefined {
  const below = text.startsWith('*.')
  const name = readName(below ? text.slice(2) : text, ROOT)
  return typeof name === 'string' ? undefined : { name, below, self: !below }
}

/** `lab.univ.example`, or `*.lab.univ.example` for all below it: names in full. */
export function namePattern(source: SourceText, tree: Tree): NamePattern[] {
  const text = textOf(tree)
  const below = text.startsWith('*.')
  return nameAt(source, tree, below ? text.slice(2) : text, ROOT).map((name) => ({ name, below, self: !below }))
}

/** `www`, or `lab.*` for lab and all below it: names relative to `origin`, as in a zone file. */
export function relativePattern(source: SourceText, tree: Tree, origin: Uint8Array): NamePattern[] {
  const text = textOf(tree)
  const below = text.endsWith('.*')
  return nameAt(source, tree, below ? text.slice(0, -2) : text, origin).map((name) => ({ name, below, self: true }))
}

function nameAt(source: SourceText, tree: Tree, text: string, origin: Uint8Array): Uint8Array[] {
  const name = readName(text, origin)
  if (typeof name !== 'string') return [name]
  source.report('bad-name', tree.span, say('config-name-unreadable', { name: text, why: nameFlaw(name, origin) }), {
    fix: say('write-mx-name'),
  })
  return []
}
