// Something worked out once for each zone, by whichever rule asks first.

import type { Zone } from './zone.ts'

export type PerZone<T> = ((zone: Zone) => T) & {
  /** For the zone, `value` was worked out elsewhere. */
  readonly learn: (zone: Zone, value: T) => void
}

/** `make`, but the same zone gives the same result. */
export function perZone<T extends object | boolean>(make: (zone: Zone) => T): PerZone<T> {
  const known = new WeakMap<Zone, T>()
  const get = (zone: Zone) => {
    const found = known.get(zone) ?? make(zone)
    known.set(zone, found)
    return found
  }
  return Object.assign(get, { learn: (zone: Zone, value: T) => void known.set(zone, value) })
}
