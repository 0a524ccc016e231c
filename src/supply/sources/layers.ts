// Makes a zone of the files of one view's face: it parses them together, lays them over each other, and has the rules look at the result as
// at every zone.

import { finishZone, type JudgedZone } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { parseLayers } from '../../text/zonefile/parser.ts'
import type { Source } from '../../text/zonefile/source.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import { LayeredRecords, layOver } from '../faces/layers.ts'
import type { Miss } from '../faces/misses.ts'
import { say } from '../faces/says.ts'
import { overSigned } from '../faces/signed-elsewhere.ts'
import type { ReadZone } from '../read-zone.ts'

export type LayerOptions = {
  readonly origin: Uint8Array
  /** The view of the face; undefined: a view that no line is for. */
  readonly view: string | undefined
  /** All views, to find misspelt ones. */
  readonly views?: readonly string[] | undefined
  readonly rules: readonly ActiveRule[]
  /** Seconds since 1970; by default the clock's. */
  readonly now?: number | undefined
}

/** The file at a path, or why there is none. */
export type ReadSource = (path: string) => Source | Problem

/** The lowest file first. */
export function readLayerFiles(paths: readonly string[], read: ReadSource, options: LayerOptions): ReadZone {
  const sources = paths.map(read)
  const problems = sources.filter((source): source is Problem => 'rule' in source)
  const readable = sources.filter((source): source is Source => !('rule' in source))
  return problems.length > 0 ? { problems } : readLayers(readable, options)
}

export function readLayers(sources: readonly Source[], { origin, view, views, rules, now }: LayerOptions): JudgedZone {
  const size = sources.reduce((sum, { size }) => sum + size, 0)
  const layers = new LayeredRecords(origin, view, views, size)
  const parsed = parseLayers(sources, { origin }, layers)
  // Ask before $HIDE adds names to the builder.
  const signed = overSigned(layers, parsed.text)
  const { builder, misses } = layOver(layers)
  const problems = [...parsed.problems, ...misses.map((miss) => asProblem(miss, parsed.text)), ...signed]
  return finishZone(builder, { ...parsed, problems }, rules, { now })
}

/** The views that a zone file has lines for; none in a plain file. */
export function viewsNamed(source: Source, origin: Uint8Array): string[] {
  const layers = new LayeredRecords(origin, undefined)
  parseLayers([source], { origin }, layers)
  return [...layers.named].sort()
}

function asProblem({ rule, message, fix, line, other }: Miss, text: ZoneText): Problem {
  const located = text.place(line, 'entry')
  const related = other === undefined ? undefined : text.place(other, 'entry')
  return {
    rule,
    severity: 'warning',
    ...saying(message, fix, related && say('one-below')),
    ...located,
    ...(related && { related: { place: related.place, source: related.source } }),
  }
}
