// What our zones say of other zones: the DS of those below them, by their keys where we sign them too, and by their CDS records where
// others do; and keys of those whose servers have their names in them.

import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { View } from '../views/view.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'
import { Children } from './children.ts'
import { ForeignChildren, type ForeignChildrenOptions } from './foreign-children.ts'
import type { OfOthers } from './of-others.ts'
import { Signals, type SignalsOptions } from './signals.ts'
import type { SigningRecord } from './signing-record.ts'

export type OtherZonesOptions = ForeignChildrenOptions & SignalsOptions & { readonly record: SigningRecord }

export type FaceContent = { readonly name: FaceName; readonly served: Zone | undefined }

export class OtherZones {
  readonly #children: Children
  /** Zones below ours that others sign. */
  readonly foreign: ForeignChildren
  /** Zones whose servers have names in ours. */
  readonly signals: Signals

  constructor(options: OtherZonesOptions) {
    this.foreign = new ForeignChildren(options)
    this.signals = new Signals(options)
    this.#children = new Children({ ...options, foreign: this.foreign })
  }

  /** All faces that there are, with their contents. */
  use({ loaded }: Candidate): readonly FaceContent[] {
    const faces = loaded.faces.map(({ origin, face, served }) => ({ name: { view: face.viewName, origin }, served }))
    this.#children.use(faces.map(({ name }) => name))
    this.foreign.use(faces)
    this.signals.use(faces)
    return faces
  }

  /** A face has another content. `changes`: what led to it, where that is known. */
  edited(name: FaceName, zone: Zone, changes: readonly Changeset[] | undefined): void {
    this.foreign.edited(name, zone, changes)
    this.signals.edited(name, zone)
  }

  /** What a face says of others. `before`: as it was signed last. */
  of(name: FaceName, before: Zone | undefined): OfOthers {
    return { children: this.#children.of(name, before), signals: this.signals.of(name, before) }
  }

  /** What use() was told of is served. */
  settle(): void {
    this.foreign.settle()
  }

  /** For people: of what a record is made that no source of the face has; undefined where it is of the zone itself. */
  noteOf(name: FaceName, owner: Uint8Array, type: number): Said | undefined {
    switch (type) {
      case Type.DS:
        return this.#children.noteOf(name, owner) ?? this.foreign.noteOf(name, owner)
      case Type.CDS:
      case Type.CDNSKEY:
        return this.signals.noteOf(name, owner)
      default:
        return undefined
    }
  }

  /** For people and for metrics. */
  statusOf(name: FaceName) {
    return { children: this.foreign.statusOf(name), signals: this.signals.statusOf(name) }
  }

  /** `views`: as clients are shown them. */
  begin(views: () => readonly View[]): void {
    this.foreign.begin(views)
  }

  stop(): void {
    this.foreign.stop()
  }
}
