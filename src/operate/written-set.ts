// The schema of an rrset in a request to change it: the form of PowerDNS's API.

import * as v from 'valibot'
import { MAX_TTL } from '../dns/ttl.ts'
import { setChangeKinds } from '../update/set-change.ts'
import { want } from './wants.ts'

const TTL = want('want-rrset-ttl', { most: MAX_TTL })
const VIEWS = want('want-rrset-views')
const RECORDS = want('want-records')

/** Seconds of the longest lease, as in an update (RFC 9664). */
export const LONGEST_LEASE = 2 ** 32 - 1
const LEASE = want('want-record-lease', { most: LONGEST_LEASE })

const record = v.looseObject(
  {
    content: v.string(RECORDS),
    disabled: v.optional(v.boolean(want('want-disabled'))),
    lease: v.optional(
      v.pipe(v.number(LEASE), v.integer(LEASE), v.minValue(1, LEASE), v.maxValue(LONGEST_LEASE, LEASE)),
    ),
  },
  RECORDS,
)

/** It ignores other keys, such as comments: clients send back what they have read. */
export const writtenSet = v.looseObject(
  {
    name: v.string(want('want-rrset-name')),
    type: v.string(want('want-rrset-type')),
    changetype: v.picklist(setChangeKinds, want('want-changetype')),
    ttl: v.optional(v.pipe(v.number(TTL), v.integer(TTL), v.minValue(0, TTL), v.maxValue(MAX_TTL, TTL))),
    records: v.optional(v.array(record, RECORDS)),
    views: v.optional(v.array(v.string(VIEWS), VIEWS)),
  },
  want('want-rrset'),
)

export type WrittenSet = v.InferOutput<typeof writtenSet>
