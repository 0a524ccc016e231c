// Notes names whose entry has an error. That was reported, so no other section reports the name as unknown.

import type { SourceText } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'

const SECTIONS = ['tsig', 'primaries', 'secondaries'] as const
export type Section = (typeof SECTIONS)[number] | 'zones'

/** `written`: the whole tree; `fitting`: the part of it that fits the schema. */
export function noteUnusable(source: SourceText, written: Tree, fitting: Tree): void {
  for (const section of SECTIONS) {
    const all = treeAt(written, section)
    if (all === undefined) continue
    const left = treeAt(fitting, section)
    const usable = new Set(left?.kind === 'map' ? left.entries.map(({ key }) => key) : [])
    if (all.kind !== 'map') source.unusable.add(section)
    else for (const { key } of all.entries) if (!usable.has(key)) noteName(source, section, key)
  }
}

export function noteName(source: SourceText, section: Section, name: string): void {
  source.unusable.add(`${section} ${folded(name)}`)
}

export function isUnusable(source: SourceText, section: Section, name: string): boolean {
  return source.unusable.has(section) || source.unusable.has(`${section} ${folded(name)}`)
}

function folded(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
