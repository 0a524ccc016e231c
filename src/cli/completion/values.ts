// Finds values that only this site has: zones, views and names of the running server, names of keys in the configuration. It reports no
// errors, for somebody is in the middle of writing a command.

import * as v from 'valibot'
import { isMetaType, Type } from '../../dns/types.ts'
import { askServer } from '../../operate/control/client.ts'
import { loadFound } from '../../text/config/find.ts'
import { findControl } from '../../text/config/find-control.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { ValueKind } from '../value-kinds.ts'
import type { Candidate } from './complete-words.ts'

/** The first values that begin with `begun`. `config`: the configuration that the command names, if it does. */
export async function valuesOf(kind: ValueKind, begun: string, config: string | undefined): Promise<Candidate[]> {
  const all = await known(kind, begun, config)
  return all.filter(({ word }) => startsAs(word, begun)).slice(0, MANY)
}

const MANY = 200

async function known(kind: ValueKind, begun: string, config: string | undefined): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'zone':
      return words(await zones(config))
    case 'view':
      return words(
        settingsOf(config)?.views.map(({ name }) => name) ??
          (await ofServer(config, 'zones', zoneLine)).map(({ view }) => view),
      )
    case 'name':
      return words(await ofServer(config, 'names', v.string(), { begin: begun, limit: MANY }))
    case 'key':
      return words([...keys(settingsOf(config)), ...secondaries(settingsOf(config))])
    case 'secondary':
      return words(secondaries(settingsOf(config)))
    case 'catalog':
      return words(settingsOf(config)?.catalogs.map(({ name }) => bare(name)) ?? [])
    case 'generation':
      return (await ofServer(config, 'generations', generationLine)).map(({ generation, time }) => ({
        word: `${generation}`,
        tells: time,
      }))
    case 'type':
      return words(TYPES)
    case 'rule':
      return (await import('../../check/rules/index.ts')).rules.map(({ name, why }) => ({ word: name, tells: why }))
    case 'file':
    case 'folder':
    case 'free':
      return []
    default:
      return kind satisfies never
  }
}

const TYPES = Object.entries(Type).flatMap(([name, code]) => (isMetaType(code) && code !== Type.ANY ? [] : [name]))

const zoneLine = v.looseObject({ zone: v.string(), view: v.string() })

const generationLine = v.looseObject({ generation: v.number(), time: v.string() })

/** The zones of the server, those that catalogs brought among them; where no server can be asked, those of the configuration. */
async function zones(config: string | undefined): Promise<string[]> {
  const served = (await ofServer(config, 'zones', zoneLine)).map(({ zone }) => zone)
  return (served.length > 0 ? served : (settingsOf(config)?.zones.map(({ name }) => name) ?? [])).map(bare)
}

function keys(settings: Settings | undefined): string[] {
  return settings?.tsig.map(({ text }) => bare(text)) ?? []
}

function secondaries(settings: Settings | undefined): string[] {
  return settings?.secondaries.map(({ name }) => name) ?? []
}

function settingsOf(config: string | undefined): Settings | undefined {
  return loadFound(config).settings
}

/** The server's result for a verb; empty where no server answers, or with an error. */
async function ofServer<T>(
  config: string | undefined,
  verb: string,
  item: v.GenericSchema<unknown, T>,
  options: object = {},
): Promise<T[]> {
  const { sockets } = findControl(config)
  const answer = await askServer(sockets[0]!, { verb, options }).catch(() => undefined)
  const read = v.safeParse(v.array(item), answer?.kind === 'result' ? answer.result : undefined)
  return read.success ? read.output : []
}

function words(all: readonly string[]): Candidate[] {
  return [...new Set(all)].map((word) => ({ word }))
}

/** People write names without their final dot. */
function bare(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name
}

function startsAs(word: string, begun: string): boolean {
  return word.toLowerCase().startsWith(begun.toLowerCase())
}
