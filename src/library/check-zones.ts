// Checks zone files for other programs: what zonecheck finds, as values.

import { findRule, severityFlaw } from '../check/ruleset.ts'
import { Progress } from '../cli/check-progress.ts'
import { checkFiles } from '../cli/zonecheck-files.ts'
import { nameFlawText, readName } from '../dns/name-text.ts'
import { holdToArray, holdToObject, holdToSeverity, holdToString, holdToStringOrNone, holdToTime } from './given.ts'
import { type Problem, type Severity, told } from './told.ts'

export type ZoneFile = {
  readonly file: string
  /** The name of the zone; without it, we take it from the text or the file's name, as zonecheck does. */
  readonly origin?: string
  /** We check the files of one view together, and compare the faces of one zone. */
  readonly view?: string
}

export type CheckOptions = {
  /** Severities of rules in place of their own; `off` leaves a rule out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>
  /** Seconds since 1970, in place of the present. */
  readonly now?: number
}

export type CheckedZones = {
  readonly problems: readonly Problem[]
  /** The names of the zones that we took the files for. */
  readonly zones: readonly string[]
  readonly errors: number
  readonly warnings: number
}

/**
 * Rejects with a TypeError where an origin is no name, a rule does not exist or must stay an error, or something is of another type. A
 * file that cannot be read is a problem. Each call reads its files anew.
 */
export async function checkZones(
  files: readonly (string | ZoneFile)[],
  options: CheckOptions = {},
): Promise<CheckedZones> {
  holdToArray(files, 'the files')
  holdToObject(options, 'the options')
  const { severities = {}, now } = options
  holdToObject(severities, 'the severities')
  holdToTime(now, 'the present')
  const requests = Array.from(files, requestOf)
  for (const [rule, severity] of Object.entries(severities)) holdToRule(rule, severity)
  const { problems, zones } = await checkFiles(requests, {
    view: undefined,
    severities: { ...severities },
    sifted: false,
    progress: new Progress(() => '', NOBODY),
    now,
  })
  const count = (wanted: Severity) => problems.filter(({ severity }) => severity === wanted).length
  return { problems: told(problems), zones, errors: count('error'), warnings: count('warning') }
}

/** A terminal that nobody watches. */
const NOBODY = { isTTY: false, write: () => true }

function requestOf(one: unknown): { file: string; origin: Uint8Array | undefined; view: string | undefined } {
  if (typeof one === 'string') return { file: one, origin: undefined, view: undefined }
  holdToObject(one, 'a file')
  const { file, origin, view }: { file?: unknown; origin?: unknown; view?: unknown } = one
  holdToString(file, 'the path of a file')
  holdToStringOrNone(origin, 'an origin')
  holdToStringOrNone(view, 'a view')
  return { file, view, origin: origin === undefined ? undefined : nameOf(origin) }
}

function holdToRule(rule: string, severity: unknown): void {
  if (findRule(rule) === undefined) throw new TypeError(`there is no rule "${rule}"`)
  holdToSeverity(severity, `the severity of "${rule}"`)
  if (severityFlaw(rule, severity) !== undefined)
    throw new TypeError(`"${rule}" keeps a zone from being served: it is always an error`)
}

function nameOf(text: string): Uint8Array {
  const name = readName(text)
  if (typeof name === 'string') throw new TypeError(`cannot read the origin "${text}": ${nameFlawText(name)}`)
  return name
}
