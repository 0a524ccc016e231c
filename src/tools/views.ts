// Finds a view that the command line names.

import { guess } from '../text/config/guess.ts'
import type { Settings } from '../text/config/settings.ts'

/** The view's index; undefined, with a sentence on standard error, where there is none. */
export function viewIndex({ views }: Settings, name: string, command: string): number | undefined {
  const index = views.findIndex((view) => view.name === name)
  if (index >= 0) return index
  const names = views.map((view) => view.name)
  const near = guess(name, names)
  const advice = near ? `did you mean "${near}"?` : `the views are: ${names.join(', ')}`
  process.stderr.write(`${command}: there is no view "${name}": ${advice}\n`)
  return undefined
}
