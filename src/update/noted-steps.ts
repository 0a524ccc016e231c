// Nobody announces that he sets the wall clock. So layers look at it now and then and log a change, for the next start.

import { ROOT } from '../dns/name.ts'
import type { FaceName } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import type { Layers } from './layers.ts'

/** In milliseconds. */
const EVERY = 60_000
/** The clock's event is about all faces. */
const ALL: FaceName = { view: '', origin: ROOT }

export function noteSteps(layers: Pick<Layers, 'noteStep'>, clock: Clock): void {
  layers.noteStep()
  clock.set(ALL, 'lease', EVERY, () => noteSteps(layers, clock))
}
