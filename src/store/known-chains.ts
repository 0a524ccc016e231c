// The journal, and the faces of which it has changes. When such a face comes whole, its changes end, even if it comes with the content from
// before the changes: otherwise the next start would make the changes again.

import { RecordList } from '../zone/changeset.ts'
import { type FaceName, faceKey } from './change.ts'
import { type Entry, type Journal, OVER } from './journal.ts'

export class KnownChains {
  readonly #journal: Pick<Journal, 'append'>
  readonly #known: Set<string>
  /** Faces whose changes are over, where the disk has not taken that yet. */
  readonly #over = new Map<string, FaceName>()

  constructor(journal: Pick<Journal, 'append' | 'chains'>) {
    this.#journal = journal
    this.#known = new Set(
      [...journal.chains.values()].flatMap(({ name, digest }) => (digest === OVER ? [] : [faceKey(name)])),
    )
  }

  /** As in Journal. */
  async append(entries: readonly Entry[]): Promise<void> {
    const over = [...this.#over]
    await this.#journal.append([...over.map(([, name]) => endOf(name)), ...entries])
    for (const [key] of over) {
      this.#over.delete(key)
      this.#known.delete(key)
    }
    for (const { name } of entries) this.#known.add(faceKey(name))
  }

  /** Ends the changes of faces that came whole. If the disk does not take that now, it does with the next change of any face. */
  async end(names: readonly FaceName[]): Promise<void> {
    for (const name of names) if (this.#known.has(faceKey(name))) this.#over.set(faceKey(name), name)
    if (this.#over.size > 0) await this.append([]).catch(() => {})
  }
}

function endOf(name: FaceName): Entry {
  return { name, digest: OVER, changes: { removed: RecordList.empty(), added: RecordList.empty() } }
}
