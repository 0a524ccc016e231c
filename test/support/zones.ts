// Zones and views out of text, for tests of what comes after loading.

import { nameFromText } from '../../src/dns/name-text.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { compilePrefixes, type ViewPrefix } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import type { Generation } from '../../src/views/view.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { messageOf } from './english.ts'
import { labelsText, wireOf } from './name.ts'
import { type World, type WorldZone, zoneText } from './world.ts'

/** The zone of a master file's text. Throws where the text has an error. */
export function zoneOf(origin: string, text: string): Zone {
  const source = textSource('test.zone', text)
  if ('rule' in source) throw new Error(messageOf(source))
  const apex = nameFromText(origin)
  const builder = new ZoneBuilder(apex)
  const { problems } = parseZoneFile(source, { origin: apex }, builder)
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0)
    throw new Error(
      inEnglish(errors)
        .map((e) => `${e.place.line}: ${e.message}`)
        .join('\n'),
    )
  return builder.finish()
}

/** Zones by origin; undefined stands for one that was refused. */
export type ZoneTexts = Readonly<Record<string, string | undefined>>

export function zoneSetOf(zones: ZoneTexts): ZoneSet {
  const members = Object.entries(zones).map(([origin, text]) => ({
    apex: nameFromText(origin),
    zone: text === undefined ? undefined : zoneOf(origin, text),
  }))
  return new ZoneSet(members)
}

/** `{ internal: { clients: ['10.0.0.0/8'], zones: {…} }, … }` */
export function generationOf(
  views: Readonly<Record<string, { readonly clients: readonly string[]; readonly zones: ZoneTexts }>>,
): Generation {
  const prefixes: ViewPrefix[] = Object.values(views).flatMap(({ clients }, view) =>
    clients.flatMap((text) => prefixesOf(text).map((prefix) => ({ prefix, view }))),
  )
  return {
    number: 1,
    views: Object.entries(views).map(([name, { zones }]) => ({ name, zones: zoneSetOf(zones) })),
    prefixes: compilePrefixes(prefixes),
  }
}

/** Zones made up by a test, in one view shown to everybody. */
export function worldGeneration({ zones }: World, textOf: (zone: WorldZone) => string = zoneText): Generation {
  const members = zones.map((zone) => ({
    apex: wireOf(zone.origin),
    zone: zoneOf(labelsText(zone.origin), textOf(zone)),
  }))
  return soleView(new ZoneSet(members))
}

/** One view, shown to everybody. */
export function soleView(zones: ZoneSet): Generation {
  return { number: 1, views: [{ name: 'any', zones }], prefixes: everybody }
}

function prefixesOf(text: string) {
  const reading = readPrefix(text)
  if (reading.kind === 'prefixes') return reading.prefixes
  throw new Error(`bad prefix ${text}`)
}

const everybody = compilePrefixes(prefixesOf('any').map((prefix) => ({ prefix, view: 0 })))
