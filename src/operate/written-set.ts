// An rrset as a request to change it has it: the form of PowerDNS's API.

import * as v from 'valibot'
import { MAX_TTL } from '../dns/ttl.ts'
import { setChangeKinds } from '../update/set-change.ts'

const TTL = `rrsets whose "ttl" is a whole number of seconds, from 0 to ${MAX_TTL}`
const VIEWS = 'rrsets whose "views" are a list of names of views'
const RECORDS = 'rrsets whose "records" are objects with a text as "content"'

/** In seconds, as a lease of an update at most (RFC 9664). */
export const LONGEST_LEASE = 2 ** 32 - 1
const LEASE = `records whose "lease" is a whole number of seconds, from 1 to ${LONGEST_LEASE}`

const record = v.looseObject(
  {
    content: v.string(RECORDS),
    disabled: v.optional(v.boolean('rrsets whose "disabled" is true or false')),
    lease: v.optional(
      v.pipe(v.number(LEASE), v.integer(LEASE), v.minValue(1, LEASE), v.maxValue(LONGEST_LEASE, LEASE)),
    ),
  },
  RECORDS,
)

/** Other keys, such as comments, are passed over: clients send back what they have read. */
export const writtenSet = v.looseObject(
  {
    name: v.string('rrsets with a "name" that ends in a dot'),
    type: v.string('rrsets with a "type" such as TXT'),
    changetype: v.picklist(setChangeKinds, 'rrsets whose "changetype" is REPLACE, DELETE, EXTEND or PRUNE'),
    ttl: v.optional(v.pipe(v.number(TTL), v.integer(TTL), v.minValue(0, TTL), v.maxValue(MAX_TTL, TTL))),
    records: v.optional(v.array(record, RECORDS)),
    views: v.optional(v.array(v.string(VIEWS), VIEWS)),
  },
  'rrsets with "name", "type" and "changetype"',
)

export type WrittenSet = v.InferOutput<typeof writtenSet>
