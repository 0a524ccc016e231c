// `janus acme config`: makes the text to write into another program so that it changes names here by a key, or says why it could not.

import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { loadKeyring } from '../../keys/keyring.ts'
import { sameKey } from '../../text/config/key-name.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { PeerAddress } from '../../text/config/peers.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { KeySetting } from '../../text/config/tsig.ts'
import { answersAt, isLoopback } from '../answers-at.ts'
import { type Place, placesOf } from './need.ts'
import { type PrintedKey, type Program, shortAlgorithm } from './program.ts'
import { type ProgramName, programs } from './programs/index.ts'
import { say } from './says.ts'

/** `zone`: which of several zones to print for. */
export type Wanted = { readonly key: string; readonly program: ProgramName; readonly zone?: string | undefined }

/** `remarks`: what people should know before they use the text. */
export type Printed = { readonly text: string; readonly remarks: readonly Said[] }

export function printed(settings: Settings, { key: name, program: called, zone }: Wanted): Printed | Said {
  const program: Program = programs[called]
  const key = settings.tsig.find(({ text }) => sameKey(text, name))
  if (key === undefined) return say('acme-no-key', { key: name, keys: listed(settings.tsig.map(({ text }) => text)) })
  const entry = loadKeyring([key], { make: false }).keyring.of(key.text).at(-1)
  if (entry === undefined) return say('acme-no-file', { key: key.text, file: key.shown })
  const algorithm = nameText(entry.key.algorithm.name).replace(/\.$/, '')
  if (!program.algorithms.includes(algorithm))
    return say('acme-algorithm', {
      ...{ program: called, algorithm, key: key.text },
      known: program.algorithms.map(shortAlgorithm).join(', '),
    })
  const all = placesOf(settings, key, program.need)
  const places = all.filter((place) => zone === undefined || isZone(place, zone))
  const [first, ...others] = places
  if (first === undefined) return nowhere(settings, key, called, { zone, all })
  const unread = program.reads ? places.find((place) => !mayRead(settings, key, place)) : undefined
  if (unread !== undefined)
    return say('acme-no-axfr', { program: called, rule: `{key: ${key.text}, zones: [${unread.zone}]}` })
  const [server] = answersAt(settings.listen).filter(({ port }) => program.port === undefined || port === program.port)
  if (server === undefined) return say('acme-no-port', { program: called, port: program.port ?? 53 })
  const printedKey: PrintedKey = {
    ...{ name: entry.current, algorithm, file: key.shown },
    secret: entry.key.secret.export().toString('base64'),
  }
  const text = program.text({ key: printedKey, server, places: [first, ...others] })
  return { text, remarks: remarksOf(settings, { key, program, server, places }) }
}

/** Why the program could change nothing. */
function nowhere(
  settings: Settings,
  key: KeySetting,
  program: ProgramName,
  { zone, all }: { readonly zone: string | undefined; readonly all: readonly Place[] },
): Said {
  if (zone !== undefined && all.length > 0)
    return say('acme-not-there', { key: key.text, zone, zones: listed([...new Set(all.map((place) => place.zone))]) })
  const example = zone ?? settings.zones.find(({ name }) => name !== '.')?.name.replace(/\.$/, '') ?? 'univ.example'
  const rule = RULES[programs[program].need](key.text, example)
  const isNamed = settings.updates.some((one) => one.key !== undefined && sameKey(one.key, key.text))
  return isNamed
    ? say('acme-not-permitted', { key: key.text, program, what: WHAT[programs[program].need], rule })
    : say('acme-no-rule', { key: key.text, rule })
}

const WHAT = { challenge: 'TXT at _acme-challenge', hosts: 'A and TXT', leases: 'A or PTR, and DHCID' } as const

const RULES = {
  challenge: (key: string, zone: string) =>
    `{key: ${key}, zones: [${zone}], names: ["_acme-challenge.*"], types: [TXT], lease: 1h}`,
  hosts: (key: string, zone: string) => `{key: ${key}, zones: [${zone}], types: [A, AAAA, CNAME, TXT]}`,
  leases: (key: string, zone: string) => `{key: ${key}, zones: [${zone}], types: [A, AAAA, PTR, DHCID]}`,
} as const

function isZone({ zone }: Place, wanted: string): boolean {
  return zone.toLowerCase() === wanted.replace(/(?<=.)\.$/, '').toLowerCase()
}

function mayRead({ transfers, zones }: Settings, { text }: KeySetting, { zone }: Place): boolean {
  const found = zones.find(({ name }) => name.replace(/(?<=.)\.$/, '') === zone)
  return transfers.some(
    ({ key, zones: of }) =>
      key !== undefined &&
      sameKey(key, text) &&
      (of === undefined || (found !== undefined && of.some((pattern) => matchesName(pattern, found.origin)))),
  )
}

function remarksOf(
  { views }: Settings,
  about: {
    readonly key: KeySetting
    readonly program: Program
    readonly server: PeerAddress
    readonly places: readonly Place[]
  },
): Said[] {
  const { key, program, server, places } = about
  const open = views.filter(({ name, public: isOpen }) => isOpen && places.some((place) => place.views.includes(name)))
  const isBoth = places.some((place) => place.views.length > 1)
  return [
    ...(isLoopback(server) ? [say('acme-loopback', { address: server.address })] : []),
    ...(program.need === 'leases' && isBoth && open.length > 0
      ? [say('acme-leases-public', { key: key.text, view: open[0]!.name })]
      : []),
  ]
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '–' : names.join(', ')
}
