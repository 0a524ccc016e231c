// Checks names of zones that sections other than `zones` give.

import { ROOT, sameName } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import { guess } from './guess.ts'
import { say } from './says.ts'
import type { ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

/** Warns of entries about zones that do not exist: most likely a slip. */
export function warnOfUnknownZones(source: SourceText, tree: Tree, zones: readonly ZoneSetting[]): void {
  for (const key of ['expected-differences', 'allowed-leaks']) {
    const list = treeAt(tree, key)
    if (list?.kind !== 'list') continue
    for (const entry of list.items) {
      const item = treeAt(entry, 'zone')
      const name = item ? readName(textOf(item), ROOT) : ''
      // Text that is no name was reported where it was read.
      if (item === undefined || typeof name === 'string') continue
      if (!zones.some(({ origin }) => sameName(origin, 0, name, 0))) reportUnknownZone(source, item, zones)
    }
  }
}

export function reportUnknownZone(source: SourceText, item: Tree, zones: readonly ZoneSetting[]): void {
  // The section as a whole is unusable, and was reported.
  if (zones.length === 0) return
  const text = textOf(item)
  const names = zones.map(({ name }) => (text.endsWith('.') ? name : name.replace(/\.$/, '')))
  const near = text.startsWith('*.') ? undefined : guess(text, names)
  const fix = near ? say('guess-quoted', { guess: near }) : say('name-zone')
  source.report('unknown-zone', item.span, say('zone-not-named', { zone: text }), { fix })
}
