// Reads the `rules` section: the severity of each rule of zonecheck. Only check/ knows which rules there are.

import type { Place, Severity } from '../findings/problem.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'

export type RuleSetting = {
  readonly name: string
  readonly severity: Severity | 'off'
  readonly place: Place
  /** The text of the line at `place`. */
  readonly source: string
}

export function readRules(source: SourceText, tree: Tree, rules: ConfigFile['rules']): RuleSetting[] {
  const section = treeAt(tree, 'rules')
  if (section?.kind !== 'map') return []
  return section.entries.map(({ key, keySpan }) => ({
    name: key,
    severity: rules[key]!,
    place: source.place(keySpan),
    source: source.lineAt(keySpan),
  }))
}
