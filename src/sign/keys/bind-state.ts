// Reads how far BIND has come with a key (K*.state beside its K*.private): BIND knows the same four records in the same states, for both
// follow one model.
//
//   Algorithm: 13                         KSK: yes           DNSKEYState: omnipresent    DNSKEYChange: 20260101120000 (Thu Jan ...)
//   GoalState: omnipresent                ZSK: no            DSState: rumoured           DSChange: ...

import { type Part, partsOf, type RecordLife, type RecordState } from '../roll/record-states.ts'
import type { KeyRole, ZoneKey } from '../zone-key.ts'
import type { KeyEntry } from './key-folder.ts'

export type BindState = {
  readonly role: KeyRole
  readonly isWanted: boolean
  /** Tag of the key that it replaces. */
  readonly predecessor: number | undefined
  readonly records: Readonly<Record<Part, RecordLife>>
}

const STATES: ReadonlySet<string> = new Set<RecordState>(['hidden', 'rumoured', 'omnipresent', 'unretentive'])

const FIELDS: Readonly<Record<Part, string>> = { dnskey: 'DNSKEY', krrsig: 'KRRSIG', zrrsig: 'ZRRSIG', ds: 'DS' }

/** Undefined where the file has no states: the key has never been served. A sentence where it cannot be taken. */
export function readBindState(
  text: string,
  { algorithm, role: meant }: Pick<ZoneKey, 'algorithm' | 'role'>,
): BindState | string | undefined {
  const fields = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = line.match(/^([A-Za-z]+):\s*(.*?)\s*$/) ?? []
      return name === undefined ? [] : [[name, value!] as const]
    }),
  )
  if (Number(fields.get('Algorithm')) !== algorithm) return `it is not the state of a key of algorithm ${algorithm}`
  // dnssec-settime writes neither line: then the flags of the key tell its role.
  const isSaid = fields.has('KSK') || fields.has('ZSK')
  const role = isSaid ? roleOf(fields.get('KSK'), fields.get('ZSK')) : meant
  if (role === undefined) return 'it does not say what the key signs ("KSK:", "ZSK:")'
  if (!Object.values(FIELDS).some((name) => fields.has(`${name}State`))) return undefined
  const records: Partial<Record<Part, RecordLife>> = {}
  for (const part of ['dnskey', 'krrsig', 'zrrsig', 'ds'] as const) {
    const name = FIELDS[part]
    const state = partsOf(role).includes(part) ? (fields.get(`${name}State`) ?? 'hidden').toLowerCase() : 'hidden'
    // BIND writes NA for a record that such a key never has.
    if (state !== 'na' && !STATES.has(state)) return `its ${name}State "${state}" is not known`
    records[part] = {
      state: state === 'na' ? 'hidden' : (state as RecordState),
      since: secondsOf(fields.get(`${name}Change`) ?? fields.get('Generated')),
    }
  }
  const before = Number(fields.get('Predecessor') ?? Number.NaN)
  return {
    ...{ role, records: records as BindState['records'] },
    isWanted: (fields.get('GoalState') ?? 'omnipresent').toLowerCase() === 'omnipresent',
    predecessor: Number.isInteger(before) ? before : undefined,
  }
}

function roleOf(ksk: string | undefined, zsk: string | undefined): KeyRole | undefined {
  const [signsKeys, signsData] = [ksk, zsk].map((field) => field?.toLowerCase() === 'yes')
  if (signsKeys) return signsData ? 'csk' : 'ksk'
  return signsData ? 'zsk' : undefined
}

/** Reads YYYYMMDDHHMMSS in UTC; 0, long ago, where there is no time. */
function secondsOf(text: string | undefined): number {
  const [, year, month, day, hour, minute, second] =
    text?.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/)?.map(Number) ?? []
  if (second === undefined) return 0
  return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000
}

/** The state in the form of our record. */
export function entryOf({
  isWanted,
  predecessor,
  records,
}: BindState): Pick<KeyEntry, 'isWanted' | 'records' | 'replaces'> {
  return { isWanted, records, ...(predecessor !== undefined && { replaces: [predecessor] }) }
}
