// Prints a face as one plain master file that BIND, NSD and Knot load. The same records give the same octets, whatever files and rules they
// came from: the output is fit for version control.

import { compareNames } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { Type } from '../../dns/types.ts'
import { originLine, recordLine } from '../../text/zonefile/printer.ts'
import type { Zone } from '../../zone/zone.ts'
import { type FaceRecord, recordsOf } from './records.ts'

/** Prints the SOA first, then names in canonical order (RFC 4034 §6.1), at each name types by number and rdata by its text. */
export function printZone(
  zone: Zone,
  view: string,
  noteOf: (record: FaceRecord) => string | undefined = noNote,
): string {
  const records = recordsOf(zone).map((record) => ({
    ...record,
    text: printRdata(record.type, record.rdata, 0, record.rdata.length),
  }))
  records.sort((a, b) => compareNames(a.owner, 0, b.owner, 0) || rank(a) - rank(b) || compareText(a.text, b.text))
  const heading = [`; ${nameText(zone.apex)} in the view ${view}, one record a line`, originLine(zone.apex)]
  return `${[...heading, ...records.map((record) => withNote(recordLine(record, zone.apex), noteOf(record)))].join('\n')}\n`
}

function noNote(): undefined {}

/** Puts a note behind a record that is in no file. */
function withNote(line: string, note: string | undefined): string {
  return note === undefined ? line : `${line} ; ${note}`
}

function rank({ type }: FaceRecord): number {
  return type === Type.SOA ? -1 : type
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
