// Finds where a key may change what a program changes by UPDATE: the places that the key's rules name.

import { nameLength } from '../../dns/name.ts'
import { nameFromText, nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { sameKey } from '../../text/config/key-name.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { KeySetting } from '../../text/config/tsig.ts'
import type { UpdateName } from '../../text/config/update-name.ts'
import type { UpdateRule } from '../../text/config/updates.ts'
import { isAbout, permission } from '../../update/policy.ts'

/** `challenge`: TXT at _acme-challenge; `hosts`: names of services; `leases`: names of machines, and of their addresses. */
export type Need = 'challenge' | 'hosts' | 'leases'

/** One name below which, or for which, a program works. */
export type Place = {
  /** As people write names, without the final dot. */
  readonly zone: string
  readonly name: string
  readonly isReverse: boolean
  /** Names of the views in which the key may change it. */
  readonly views: readonly string[]
}

type Wanted = Pick<Settings, 'zones' | 'updates'>

/** Where the rules let the key change all that the program changes, in the order of the zones. */
export function placesOf(settings: Wanted, key: KeySetting, need: Need): Place[] {
  return settings.zones.flatMap((zone) => {
    const isReverse = REVERSE.test(zone.name)
    const types = typesFor(need, isReverse)
    const faces = zone.faces.filter((face) => key.views.includes(face.viewName) && takesUpdates(face))
    const rules = settings.updates.filter((rule) => rule.key !== undefined && sameKey(rule.key, key.text))
    const views = new Map<string, string[]>()
    for (const { viewName: view } of faces) {
      const where = { view, origin: zone.origin }
      for (const rule of rules.filter((one) => isAbout(one, where)))
        for (const owner of ownersOf(rule, zone, key, need)) {
          const who = { key: key.text, address: addressFor(rule), proven: true }
          if (!types.every((type) => permission(rules, who, where, owner, type).kind === 'granted')) continue
          const name = placeText(owner, need)
          views.set(name, [...new Set([...(views.get(name) ?? []), view])])
        }
    }
    return [...views].map(([name, views]) => ({ zone: bare(zone.name), name, isReverse, views }))
  })
}

/** Whether messages may change the face: a primary's zone is another server's. */
function takesUpdates({ source }: FaceSetting): boolean {
  return source.kind !== 'primary'
}

const REVERSE = /\.(?:in-addr|ip6)\.arpa\.$/i

function typesFor(need: Need, isReverse: boolean): readonly number[] {
  if (need === 'challenge') return [Type.TXT]
  if (need === 'hosts') return [Type.A, Type.TXT]
  return isReverse ? [Type.PTR, Type.DHCID] : [Type.A, Type.DHCID]
}

/** Names that the rule allows and the program would change. */
function ownersOf({ names }: UpdateRule, { origin }: ZoneSetting, key: KeySetting, need: Need): Uint8Array[] {
  const first = need === 'challenge' ? CHALLENGE : HOST
  if (names === undefined) return [joined(first, origin)]
  const owners = names.map((name) => ownerOf(name, origin, key, first))
  return need === 'challenge' ? owners.filter((owner) => startsWith(owner, CHALLENGE)) : owners
}

function ownerOf(name: UpdateName, origin: Uint8Array, { text }: KeySetting, first: Uint8Array): Uint8Array {
  switch (name.kind) {
    case 'apex':
      return origin
    case 'self':
      return nameFromText(`${text}.`)
    case 'absolute':
      return name.name
    case 'exact':
      return joined(name.labels, origin)
    // The name behind its labels may be the apex.
    case 'front':
      return joined(name.labels, origin)
    case 'below':
      return joined(first, name.labels, origin)
    default:
      return name satisfies never
  }
}

const CHALLENGE = nameFromText('_acme-challenge.').subarray(0, -1)
const HOST = nameFromText('host.').subarray(0, -1)

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function startsWith(owner: Uint8Array, labels: Uint8Array): boolean {
  return labels.every((octet, i) => owner[i] === octet)
}

/** The name of a place: that of a certificate, or the domain of machines. */
function placeText(owner: Uint8Array, need: Need): string {
  const isBelow = need === 'challenge' || startsWith(owner, HOST)
  return bare(nameText(isBelow && nameLength(owner, 0) > 1 ? owner.subarray(owner[0]! + 1) : owner))
}

/** An address from which the key may use the rule. */
function addressFor({ from }: UpdateRule): Uint8Array {
  return from?.[0]?.octets ?? new Uint8Array(4)
}

function bare(name: string): string {
  return name.replace(/(?<=.)\.$/, '')
}
