// Files that we read more than once: included twice, by several zones, or for several views. A repair for one reading may spoil
// another, so we make one only where all readings ask for it.

import type { Problem } from '../text/findings/problem.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'

/** The problems, without the repairs that some reading of the file does not ask for. */
export function agreedRepairs(problems: readonly Problem[], texts: readonly ZoneText[]): Problem[] {
  if (!problems.some(({ edit }) => edit)) return [...problems]
  const { readings, identities } = countReadings(texts)
  const keyOf = ({ rule, place, edit }: Problem) =>
    JSON.stringify([rule, { ...place, file: identities.get(place.file) }, edit])
  const asking = new Map<string, number>()
  for (const problem of problems) if (problem.edit) asking.set(keyOf(problem), (asking.get(keyOf(problem)) ?? 0) + 1)
  return problems.map((problem) => {
    const { edit, ...told } = problem
    const all = readings.get(identities.get(problem.place.file) ?? '') ?? 1
    return edit === undefined || asking.get(keyOf(problem))! >= all ? problem : told
  })
}

type Readings = {
  /** How often we read each file, by its identity. */
  readonly readings: ReadonlyMap<string, number>
  /** The identity of each path: one file may have several. */
  readonly identities: ReadonlyMap<string, string>
}

function countReadings(texts: readonly ZoneText[]): Readings {
  const readings = new Map<string, number>()
  const identities = new Map<string, string>()
  for (const { lines, sources } of texts)
    for (const [i, file] of lines.files.entries()) {
      const identity = sources[i]?.identity ?? file
      identities.set(file, identity)
      readings.set(identity, (readings.get(identity) ?? 0) + 1)
    }
  return { readings, identities }
}

/** Whether a repair at `line` may rely on the record at `first`: other zones that include the file of `line` may lack that record. */
export function standTogether(text: ZoneText, line: number, first: number): boolean {
  return text.lines.fileIndex(line) === 0 || text.fileLine(line).file === text.fileLine(first).file
}
