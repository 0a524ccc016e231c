// Parts of layers that are withheld because they would tell everybody of the inside. They stay in the layer and in the state folder, and
// are laid over again as soon as they may be shown. A part is the owners that are withheld: all that messages have made of these.

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { inEnglish } from '../supply/english.ts'
import { type LayerSet, ownerKey } from '../update/entry.ts'
import { stateOf } from '../update/overlay.ts'
import type { Zone } from '../zone/zone.ts'
import type { Laid } from './lay-over.ts'

export class WithheldChanges {
  readonly #log: Pick<Logger, 'error' | 'warn'>
  /** By faceKey(). */
  readonly #faces = new Map<string, { readonly name: FaceName; readonly owners: ReadonlySet<string> }>()

  constructor(log: Pick<Logger, 'error' | 'warn'>) {
    this.#log = log
  }

  get names(): readonly FaceName[] {
    return [...this.#faces.values()].map(({ name }) => name)
  }

  /** How many names of the face have something withheld. */
  countOf(name: FaceName): number {
    return this.#faces.get(faceKey(name))?.owners.size ?? 0
  }

  /** By ownerKey(). */
  ownersOf(name: FaceName): ReadonlySet<string> {
    return this.#faces.get(faceKey(name))?.owners ?? NONE
  }

  /** Whether something of the face is withheld; with `owner`, whether that is. */
  has(name: FaceName, owner?: Uint8Array): boolean {
    if (this.#faces.size === 0) return false
    const owners = this.#faces.get(faceKey(name))?.owners
    return owners !== undefined && (owner === undefined || owners.has(ownerKey(owner)))
  }

  /** Whether it withholds the same owners as these. */
  isStill(name: FaceName, withheld: readonly LayerSet[]): boolean {
    const owners = this.#faces.get(faceKey(name))?.owners ?? NONE
    const keys = new Set(withheld.map(({ owner }) => ownerKey(owner)))
    return keys.size === owners.size && [...keys].every((key) => owners.has(key))
  }

  /**
   * Notes what is withheld of a face now. It looks at the zone that is served, because a layer is also laid over zones that nobody is
   * served then: those of plans. `sets`: the whole layer.
   */
  settle(
    name: FaceName,
    served: Zone,
    sets: readonly LayerSet[],
    { withheld, leaks }: Pick<Laid, 'withheld' | 'leaks'> = NOTHING_NEW,
  ): void {
    const key = faceKey(name)
    const before = this.#faces.get(key)?.owners ?? NONE
    const meant = new Set([...before, ...withheld.map(({ owner }) => ownerKey(owner))])
    const missing = sets.filter((set) => meant.has(ownerKey(set.owner)) && !isShown(served, set))
    const owners = new Set(missing.map(({ owner }) => ownerKey(owner)))
    if (owners.size === 0) this.#faces.delete(key)
    else this.#faces.set(key, { name, owners })
    const about = { zone: nameText(name.origin), view: name.view }
    if (owners.size === 0 && sets.some(({ owner }) => before.has(ownerKey(owner))))
      this.#log.warn(about, 'changes by messages or the API that were withheld are served again')
    if ([...owners].every((owner) => before.has(owner))) return
    const findings = inEnglish(leaks).map(({ message, rule }) => `${message} [${rule}]`)
    this.#log.error({ ...about, findings }, WITHHELD)
  }
}

const WITHHELD =
  'changes by messages or the API are withheld, for they would tell everybody of the inside: drop them with "janus dynamic drop", or let "allowed-leaks" have what may be shown; then reload'

const NONE: ReadonlySet<string> = new Set()
const NOTHING_NEW = { withheld: [], leaks: [] }

function isShown(served: Zone, { owner, type, added, hidden }: LayerSet): boolean {
  const { records } = stateOf(served, owner, type)
  return [...added.keys()].every((key) => records.has(key)) && [...hidden.keys()].every((key) => !records.has(key))
}
