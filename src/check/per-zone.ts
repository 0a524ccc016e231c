// Something worked out once for each zone, by whichever rule asks first.

import type { Zone } from '../zone/zone.ts'

/** `make`, but the same zone gives the same result. */
export function perZone<T extends object>(make: (zone: Zone) => T): (zone: Zone) => T {
  const known = new WeakMap<Zone, T>()
  return (zone) => {
    const found = known.get(zone) ?? make(zone)
    known.set(zone, found)
    return found
  }
}
