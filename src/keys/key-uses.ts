// Keeps on disk when somebody else last used each key. So Janus signs after a start with the key that the other server has, and nobody
// drops a key that is still in use. The file names keys, and holds no secret.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../system/write-whole.ts'

/** The time of the last use, in milliseconds since 1970, by the key's name in lower case with the number of its file. */
export type KeyUses = ReadonlyMap<string, number>

/** The file's name in `state/kept`, the folder of what nothing else can make again. */
const FILE = 'key-uses'
const VERSION = 'janus key-uses 1'

/** Empty where there is no file. `unknown`: another version of Janus wrote the file, so leave it as it is. Throws system errors. */
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

/** Writes the file as a whole or not at all. Throws system errors. */
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
