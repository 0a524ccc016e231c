// Checks that a whole reading saw one version of each file: somebody may write files while others read them.

import { isOneVersion, type SourceFile } from '../../state/source-files.ts'
import type { ReadZone } from '../read-zone.ts'

/** Zones made of files that other zones saw in another version. */
export type Torn = {
  readonly keys: ReadonlySet<string>
  /** These files, absolute. */
  readonly paths: readonly string[]
}

export function tornIn(files: ReadonlyMap<string, ReadZone>): Torn {
  const byPath = new Map<string, Seen>()
  // The file itself, and the path that led to it, because somebody may have changed a link.
  for (const [key, file] of files)
    for (const source of new Set(file.subject && file.madeOf))
      for (const path of new Set([source.path, source.asked])) {
        const seen = byPath.get(path)
        if (seen === undefined) byPath.set(path, { source, keys: [key], torn: false })
        else {
          seen.keys.push(key)
          seen.torn ||= !isOneVersion(seen.source, source)
        }
      }
  const torn = [...byPath].filter(([, { torn }]) => torn)
  return { keys: new Set(torn.flatMap(([, { keys }]) => keys)), paths: torn.map(([path]) => path) }
}

type Seen = { readonly source: SourceFile; readonly keys: string[]; torn: boolean }
