// Worlds and questions as text for whoever looks into a failure.

import { labelsText } from './name.ts'
import { type World, type WorldQuestion, zoneText } from './world.ts'

export function worldText({ zones }: World): string {
  return zones.map(zoneText).join('\n')
}

export function questionLine({ name, type }: WorldQuestion): string {
  return `${labelsText(name)} ${type}`
}
