// Deals with keys whose private half is lost, while the zone has other keys: another key signs in their place, as long as that breaks nothing
// that caches may hold. The zone goes on publishing the DNSKEY of a lost key, for signatures by it are in caches. If the only DS may be of a
// lost key, its signature over the keys stays, and so the keys must not change.

import {
  isPublished,
  type Part,
  partsOf,
  type RecordLife,
  type RollKey,
  takenAway,
  withRecord,
} from './record-states.ts'
import { rollRules } from './rules.ts'

type Named = Pick<RollKey, 'tag' | 'algorithm'>

/** The states of the keys from now on; undefined where no key can sign in the place of the lost ones. */
export function withoutLost(keys: readonly RollKey[], lost: readonly Named[], now: number): RollKey[] | undefined {
  if (lost.length === 0) return [...keys]
  const isLost = (key: Named) => lost.some(({ tag, algorithm }) => tag === key.tag && algorithm === key.algorithm)
  const marked = keys.map((key) => (isLost(key) ? { ...key, isLost: true } : key))
  const withHeirs = replaced(marked, now)
  const alone = withHeirs.map((key) => (key.isLost ? stopped(key, 'krrsig', now) : key))
  return [alone, withHeirs].find(isSound)
}

function isSound(keys: readonly RollKey[]): boolean {
  // Even where no DS secures the zone, some key has to sign: a DS may come.
  const isSigned = (part: Part) => keys.some((key) => isPublished(key.records[part]))
  return isSigned('krrsig') && isSigned('zrrsig') && rollRules.every(({ name, holds }) => name === 'ds' || holds(keys))
}

function replaced(keys: readonly RollKey[], now: number): RollKey[] {
  // The heir's DNSKEY is in all caches. Caches may hold signatures by the lost key and by the heir.
  const heirs = keys.filter((heir) => isHeir(heir, keys))
  return keys.map((key) => {
    if (heirs.includes(key)) return withRecord(key, 'zrrsig', { state: 'rumoured', since: now })
    if (key.isLost !== true) return key
    const hasHeir = heirs.some(({ algorithm }) => algorithm === key.algorithm)
    const data = stopped(key, 'zrrsig', now)
    const { from: _, ...sinceEver } = data.records.zrrsig
    return hasHeir ? withRecord(data, 'zrrsig', sinceEver) : data
  })
}

/** Whether the key is the one that signs the zone in the place of lost keys of its algorithm. */
function isHeir(key: RollKey, keys: readonly RollKey[]): boolean {
  const its = keys.filter(({ algorithm }) => algorithm === key.algorithm)
  const isNeeded = its.some(({ isLost, records }) => isLost === true && records.zrrsig.state !== 'hidden')
  if (!isNeeded || its.some(({ isLost, records }) => isLost !== true && isPublished(records.zrrsig))) return false
  return key === its.find(({ isLost, role, records }) => isLost !== true && signsData(role) && isKnown(records.dnskey))
}

function signsData(role: RollKey['role']): boolean {
  return partsOf(role).includes('zrrsig')
}

function isKnown({ state }: RecordLife): boolean {
  return state === 'omnipresent'
}

function stopped(key: RollKey, part: Part, now: number): RollKey {
  const life = key.records[part]
  return isPublished(life) ? withRecord(key, part, takenAway(life, now)) : key
}
