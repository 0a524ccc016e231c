// Joins changesets that follow one another into one.

import { fold, nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'

export function netChanges(changes: readonly Changeset[]): Changeset {
  const removed = new Records()
  const added = new Records()
  for (const one of changes) {
    removed.addAll(one.removed, added)
    added.addAll(one.added, removed)
  }
  return { removed: removed.list(), added: added.list() }
}

type Kept = { readonly owner: Uint8Array; readonly type: number; readonly ttl: number; readonly rdata: Uint8Array }

/** Records by identity: the spelling of the owner does not count. */
class Records {
  readonly #records = new Map<string, Kept>()

  /** Adds the records, but cancels each against an identical one in `others`. */
  addAll(list: RecordList, others: Records): void {
    list.each((bytes, at, type, ttl, data, length) => {
      const owner = bytes.slice(at, at + nameLength(bytes, at))
      const rdata = bytes.slice(data, data + length)
      const key = `${latin1(owner.map((octet) => fold[octet]!))}${type} ${ttl} ${latin1(rdata)}`
      if (!others.#records.delete(key)) this.#records.set(key, { owner, type, ttl, rdata })
    })
  }

  /** With the SOA first, as in every changeset. */
  list(): RecordList {
    const list = RecordList.empty()
    const all = [...this.#records.values()]
    const soas = all.filter(({ type }) => type === Type.SOA)
    for (const { owner, type, ttl, rdata } of [...soas, ...all.filter(({ type }) => type !== Type.SOA)])
      list.add(owner, 0, type, ttl, rdata, 0, rdata.length)
    return list
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
