// A generation as it is passed to another thread: shared memory and plain data, out of which that thread makes its own.

import { PrefixTable } from '../views/prefix-table.ts'
import type { Generation } from '../views/view.ts'
import { Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import type { ResponderOptions } from './responder.ts'

export type SharedGeneration = {
  readonly number: number
  readonly prefixes: SharedArrayBuffer
  /** By view; not 0 where everybody is shown it while there are others. */
  readonly publicViews: Uint8Array
  readonly options: ResponderOptions
  readonly views: readonly {
    readonly name: string
    readonly zones: readonly {
      readonly apex: Uint8Array
      readonly image: SharedArrayBuffer | undefined
      readonly withheld: boolean
    }[]
  }[]
}

export function shareGeneration(
  { number, prefixes, views }: Generation,
  publicViews: Uint8Array,
  options: ResponderOptions,
): SharedGeneration {
  return {
    number,
    publicViews,
    options,
    prefixes: prefixes.buffer,
    views: views.map(({ name, zones }) => ({
      name,
      zones: zones.members.map(({ apex, zone, withheld = false }) => ({
        apex: apex.slice(),
        image: zone?.image,
        withheld,
      })),
    })),
  }
}

/** Views that show the same image get the same Zone. */
export function openGeneration({ number, prefixes, views }: SharedGeneration): Generation {
  const opened = new Map<SharedArrayBuffer, Zone>()
  const open = (image: SharedArrayBuffer): Zone => {
    const zone = opened.get(image) ?? Zone.open(image)
    opened.set(image, zone)
    return zone
  }
  return {
    number,
    prefixes: new PrefixTable(prefixes),
    views: views.map(({ name, zones }) => ({
      name,
      zones: new ZoneSet(zones.map(({ apex, image, withheld }) => ({ apex, zone: image && open(image), withheld }))),
    })),
  }
}
