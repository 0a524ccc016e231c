// Somebody sets the wall clock and tells nobody. Layers are looked at now and then, so that a restart finds out.

import { ROOT } from '../dns/name.ts'
import type { FaceName } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import type { Layers } from './layers.ts'

/** In milliseconds. */
const EVERY = 60_000
/** It is about all faces. */
const ALL: FaceName = { view: '', origin: ROOT }

export function noteSteps(layers: Pick<Layers, 'noteStep'>, clock: Clock): void {
  layers.noteStep()
  clock.set(ALL, 'lease', EVERY, () => noteSteps(layers, clock))
}
