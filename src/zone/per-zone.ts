// Works something out once for each zone, when a rule first asks for it.

import type { Zone } from './zone.ts'

export type PerZone<T> = ((zone: Zone) => T) & {
  /** Takes over a `value` for the zone that was worked out elsewhere. */
  readonly learn: (zone: Zone, value: T) => void
}

/** `make` with a memory: it runs once for each zone. */
export function perZone<T extends object | boolean>(make: (zone: Zone) => T): PerZone<T> {
  const known = new WeakMap<Zone, T>()
  const get = (zone: Zone) => {
    const found = known.get(zone) ?? make(zone)
    known.set(zone, found)
    return found
  }
  return Object.assign(get, { learn: (zone: Zone, value: T) => void known.set(zone, value) })
}
