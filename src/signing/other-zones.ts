// What signed zones say of other zones: the DS of their children, taken from keys if Janus signs the child and from CDS records if others
// do; and keys of zones whose servers have names in them.

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
  /** Children that others sign. */
  readonly foreign: ForeignChildren
  /** Zones whose servers have names in our zones. */
  readonly signals: Signals

  constructor(options: OtherZonesOptions) {
    this.foreign = new ForeignChildren(options)
    this.signals = new Signals(options)
    this.#children = new Children({ ...options, foreign: this.foreign })
  }

  /** Gives all faces with their contents. */
  use({ loaded }: Candidate): readonly FaceContent[] {
    const faces = loaded.faces.map(({ origin, face, served }) => ({ name: { view: face.viewName, origin }, served }))
    this.#children.use(faces.map(({ name }) => name))
    this.foreign.use(faces)
    this.signals.use(faces)
    return faces
  }

  /** Call it when a face's content has changed. `changes`: the changes, if known. */
  edited(name: FaceName, zone: Zone, changes: readonly Changeset[] | undefined): void {
    this.foreign.edited(name, zone, changes)
    this.signals.edited(name, zone)
  }

  /** What a face says of other zones. `before`: the face as last signed. */
  of(name: FaceName, before: Zone | undefined): OfOthers {
    return { children: this.#children.of(name, before), signals: this.signals.of(name, before) }
  }

  /** Call it when what use() was told of is served. */
  settle(): void {
    this.foreign.settle()
  }

  /** For people: what Janus made a record from that the face's source does not have; undefined for the zone's own records. */
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

  /** `views`: as clients see them. */
  begin(views: () => readonly View[]): void {
    this.foreign.begin(views)
  }

  stop(): void {
    this.foreign.stop()
  }
}
