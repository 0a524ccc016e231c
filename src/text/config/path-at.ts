// Reads a path of the configuration, which starts from the configuration's folder.

import { resolve } from 'node:path'
import type { SourceText } from './source-text.ts'
import type { PathSetting } from './sources.ts'
import { type Tree, textOf } from './tree.ts'

export function pathAt(source: SourceText, item: Tree, folder: string): PathSetting {
  const written = textOf(item)
  return { path: resolve(folder, written), written, place: source.place(item.span) }
}
