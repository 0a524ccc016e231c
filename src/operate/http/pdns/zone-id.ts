// Ids of zones as PowerDNS 5 writes them: `example.org..internal` is the face of the view internal, `example.org.` names no view.

import { nameText, readName } from '../../../dns/name-text.ts'

export type ZoneId = {
  /** Wire form. */
  readonly origin: Uint8Array
  /** Undefined: the zone's only face is meant. */
  readonly view: string | undefined
}

export function zoneIdOf(origin: Uint8Array, view?: string): string {
  const zone = nameText(origin).toLowerCase()
  return encoded(view === undefined ? zone : `${zone}.${view}`)
}

/** Undefined where the text is no id. */
export function readZoneId(id: string): ZoneId | undefined {
  const text = decoded(id)
  if (text === undefined) return undefined
  const at = variantAt(text)
  const [zone, view] = at < 0 ? [text, undefined] : [text.slice(0, at + 1), text.slice(at + 2)]
  const origin = zone === '' ? undefined : readName(zone)
  return typeof origin !== 'object' || view === '' ? undefined : { origin, view }
}

/** Place of the two dots that part zone and view, or -1. No name has two dots side by side, unless the first is escaped. */
function variantAt(text: string): number {
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '.' && text[i + 1] === '.') return i
  }
  return -1
}

/** Writes all but letters, digits, "_", "." and "-" as octets in hexadecimal, so that the id fits into a path. */
function encoded(text: string): string {
  const written = text.replaceAll(/[^\w.-]/g, (character) =>
    [...Buffer.from(character)].map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
  return written === '.' ? '=2E' : written
}

function decoded(id: string): string | undefined {
  if (/=(?![0-9a-f]{2})/i.test(id)) return undefined
  const octets = Buffer.from(id).toString('latin1')
  const text = octets.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(text, 'latin1').toString()
}
