// When each key was used by somebody else last, on disk: so that a start signs with the key that the other server has, and nobody
// drops one that is still needed. It names keys, and holds no secret.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../system/write-whole.ts'

/** By name of the key, with the number of its file, in lower case. Milliseconds since 1970. */
export type KeyUses = ReadonlyMap<string, number>

/** In the folder of what nothing else can make again. */
const FILE = 'key-uses'
const VERSION = 'janus key-uses 1'

/** What there is not is nothing. `unknown`: another version has written it, and it is to stay as it is. Throws system errors. */
export function readKeyUses(kept: string): KeyUses | 'unknown' {
  const [version, ...lines] = textOf(join(kept, FILE)).split('\n')
  if (version === '') return new Map()
  if (version !== VERSION) return 'unknown'
  return new Map(
    lines.flatMap((line): [string, number][] => {
      const [name, at] = line.split(' ')
      const time = Date.parse(at ?? '')
      return name && !Number.isNaN(time) ? [[name, time]] : []
    }),
  )
}

/** As a whole or not at all. Throws system errors. */
export function writeKeyUses(kept: string, uses: KeyUses): void {
  const path = join(kept, FILE)
  const lines = [...uses].map(([name, at]) => `${name} ${new Date(at).toISOString()}\n`)
  writeWhole(path, `${VERSION}\n${lines.join('')}`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
