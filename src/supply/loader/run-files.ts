// The files of one candidate for a thread: it reads a file once that many zones include, and gives all of them one version of a file that
// somebody wrote meanwhile.

import { realpathSync } from 'node:fs'
import { type Content, readContent, type Unfit } from '../../text/zonefile/content.ts'
import { type Disk, MAX_BYTES } from '../../text/zonefile/source.ts'

/** One version of a file, for all zones. */
export type GivenFile = {
  /** The absolute path, links not followed. */
  readonly asked: string
  readonly path: string
  readonly content: Content | Unfit
}

/** The most octets of shared files that we hold; we read others again. */
const MOST_KEPT = 16 << 20

export class RunFiles implements Disk {
  readonly #links = new Map<string, string>()
  readonly #given = new Map<string, Content | Unfit>()
  readonly #kept = new Map<string, Content>()
  readonly #shared: Set<string>
  #octets = 0

  /** `shared`: absolute paths of files that several zones use. */
  constructor(given: readonly GivenFile[] = [], shared: readonly string[] = []) {
    this.#shared = new Set(shared)
    for (const { asked, path, content } of given) {
      this.#links.set(asked, path)
      this.#given.set(path, content)
    }
  }

  readonly real = (path: string): string => {
    const real = this.#links.get(path) ?? realpathSync(path)
    if (this.#shared.has(path)) this.#shared.add(real)
    return real
  }

  readonly content = (path: string, maxBytes: number): Content | Unfit =>
    this.#shared.has(path) ? this.included(path, maxBytes) : (this.#given.get(path) ?? readContent(path, maxBytes))

  readonly included = (path: string, maxBytes: number): Content | Unfit => {
    const known = this.#given.get(path) ?? this.#kept.get(path)
    if (known) return known
    const content = readContent(path, maxBytes)
    if (!('rule' in content) && this.#octets + content.size <= MOST_KEPT) {
      this.#octets += content.size
      this.#kept.set(path, content)
    }
    return content
  }
}

/** The present version of each file; leaves out paths that lead nowhere. */
export function readGiven(paths: readonly string[]): GivenFile[] {
  const contents = new Map<string, Content | Unfit>()
  return paths.flatMap((asked) => {
    try {
      const path = realpathSync(asked)
      const content = contents.get(path) ?? knownByHash(readContent(path, MAX_BYTES))
      contents.set(path, content)
      return [{ asked, path, content }]
    } catch {
      // The zone that asks for it reports why.
      return []
    }
  })
}

/** Marks the content as one to compare by its hash (state/source-files.ts): the file may have changed since. */
function knownByHash(content: Content | Unfit): Content | Unfit {
  return 'rule' in content ? content : { ...content, stamp: { ...content.stamp!, settled: false } }
}
