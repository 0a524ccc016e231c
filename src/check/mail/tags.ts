// Reads lists of `tag=value;`, which DKIM, DMARC, MTA-STS and TLS-RPT use (RFC 6376 §3.2).

import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'

export type Tags = {
  /** The values by tag, in order; tags as written. A tag that stands twice is here once. */
  readonly values: ReadonlyMap<string, string>
  /** Says which parts nobody can read. */
  readonly flaws: readonly Said[]
}

export function readTags(text: string): Tags {
  const values = new Map<string, string>()
  const flaws: Said[] = []
  const parts = text.split(';').map((part) => part.trim())
  if (parts.at(-1) === '') parts.pop()
  for (const part of parts) {
    const [, name, value] = /^([a-z][a-z0-9_]*)\s*=\s*(.*)$/is.exec(part) ?? []
    if (name === undefined)
      flaws.push(part === '' ? say('nothing-between-semicolons') : say('no-tag-value', { tag: part }))
    else if (values.has(name)) flaws.push(say('tag-twice', { tag: name }))
    else values.set(name, value!)
  }
  return { values, flaws }
}
