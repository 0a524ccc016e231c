// The name of a zone in another place than under `zones`.

import { ROOT, sameName } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import { guess } from './guess.ts'
import { say } from './says.ts'
import type { ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

/** What is written for a zone that there is not says nothing about any, and is most likely a slip. */
export function warnOfUnknownZones(source: SourceText, tree: Tree, zones: readonly ZoneSetting[]): void {
  for (const key of ['expected-differences', 'allowed-leaks']) {
    const list = treeAt(tree, key)
    if (list?.kind !== 'list') continue
    for (const entry of list.items) {
      const item = treeAt(entry, 'zone')
      const name = item ? readName(textOf(item), ROOT) : ''
      // What is no name at all has been told where it was read.
      if (item === undefined || typeof name === 'string') continue
      if (!zones.some(({ origin }) => sameName(origin, 0, name, 0))) reportUnknownZone(source, item, zones)
    }
  }
}

export function reportUnknownZone(source: SourceText, item: Tree, zones: readonly ZoneSetting[]): void {
  // What can be wrong with the section as a whole has been said there.
  if (zones.length === 0) return
  const text = textOf(item)
  const names = zones.map(({ name }) => (text.endsWith('.') ? name : name.replace(/\.$/, '')))
  const near = text.startsWith('*.') ? undefined : guess(text, names)
  const fix = near ? say('guess-quoted', { guess: near }) : say('name-zone')
  source.report('unknown-zone', item.span, say('zone-not-named', { zone: text }), { fix })
}
