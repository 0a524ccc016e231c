// Replaces one name by another, for a host and all names below it: in names, in rdata and in texts.

import { tellAll, tellsText } from '../check/told.ts'
import { copyName, isWithin, MAX_NAME } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { nameText } from '../dns/name-text.ts'
import { eachTold } from '../dns/rdata/told.ts'

export class Renaming {
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly #written: RegExp

  /** Both names are in wire form. */
  constructor(from: Uint8Array, to: Uint8Array) {
    this.from = from
    this.to = to
    const text = withoutDot(nameText(from)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    // After a dot the text ends a name below this one; before a dot it is part of a longer name, if a label follows.
    this.#written = new RegExp(`(?<![A-Za-z0-9_-])${text}(?![A-Za-z0-9_-]|\\.[A-Za-z0-9_-])`, 'gi')
  }

  /** Whether the renaming changes the name at (bytes, at). */
  has(bytes: Uint8Array, at = 0): boolean {
    return isWithin(bytes, at, this.from, 0)
  }

  /** The name after the renaming; undefined where it would be too long. */
  name(name: Uint8Array): Uint8Array | undefined {
    if (!this.has(name)) return name
    const renamed = Buffer.concat([name.subarray(0, name.length - this.from.length), this.to])
    return renamed.length > MAX_NAME ? undefined : renamed
  }

  text(text: string): string {
    return text.replace(this.#written, withoutDot(nameText(this.to)))
  }

  /** Whether a text in the record tells the name to its readers: an SPF policy, a URI. */
  isInText(type: number, rdata: Uint8Array): boolean {
    let found = false
    if (tellsText(type))
      tellAll(type, rdata, 0, rdata.length, {
        name: (bytes, at) => {
          found ||= bytes !== rdata && this.has(bytes, at)
        },
      })
    return found
  }

  /** The record's data after the renaming, in a form for comparison, in which case counts in texts only. */
  record(type: number, rdata: Uint8Array): string {
    const parts: string[] = []
    let done = 0
    const take = (end: number) => parts.push(Buffer.from(rdata.subarray(done, end)).toString('latin1'))
    eachTold(type, rdata, 0, rdata.length, {
      address: () => {},
      name: (at) => {
        const name = copyName(rdata, at)
        take(at)
        parts.push(nameKey(this.name(name) ?? name))
        done = at + name.length
      },
    })
    take(rdata.length)
    const said = (tellsText(type) ? strings(rdata) : undefined) ?? parts.join('\0')
    return this.isInText(type, rdata) ? this.text(said) : said
  }
}

/** Strings each behind its length, as texts are; undefined where it is something else. */
function strings(rdata: Uint8Array): string | undefined {
  const found: string[] = []
  let p = 0
  for (; p < rdata.length; p += rdata[p]! + 1)
    found.push(Buffer.from(rdata.subarray(p + 1, p + 1 + rdata[p]!)).toString('latin1'))
  return p === rdata.length ? JSON.stringify(found) : undefined
}

function withoutDot(text: string): string {
  return text.replace(/\.$/, '')
}
