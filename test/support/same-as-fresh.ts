// Compares what is served with what a start from the files alone would serve.

import { isNewerSerial } from '../../src/dns/serial.ts'
import type { Served } from './site.ts'

/**
 * What should be served. A face that is served as its files have it is what a fresh start has. Of a zone that a fresh start
 * refuses in a view, every face may be served as it was, and is then said to be.
 */
export function expectedFrom(fresh: readonly Served[], served: readonly Served[]): Served[] {
  const refused = new Set(fresh.filter(({ text }) => text === undefined).map(({ face }) => zoneOf(face)))
  return fresh.map((face) => {
    const now = served.find((other) => other.face === face.face)
    if (now === undefined || !mayDiffer(now, refused)) return withSerialOf(now, face)
    return { ...face, state: now.state, text: now.text, findings: now.findings }
  })
}

/** A content that comes after others has a serial after theirs, which no fresh start knows of. */
function withSerialOf(served: Served | undefined, face: Served): Served {
  const [had, has] = [serialOf(face.text), serialOf(served?.text)]
  if (had === undefined || has === undefined || !isNewerSerial(has, had)) return face
  return { ...face, text: face.text!.replace(SERIAL, `$1${has}`) }
}

const SERIAL = /( IN SOA \S+ \S+ )(\d+)/

function serialOf(text: string | undefined): number | undefined {
  const found = text === undefined ? null : SERIAL.exec(text)
  return found === null ? undefined : Number(found[2])
}

/** What says that it is not what its files say; and a reverse zone, which is made of what is served of all the others. */
function mayDiffer({ face, state }: Served, refused: ReadonlySet<string>): boolean {
  if (zoneOf(face).endsWith('.in-addr.arpa.') && refused.size > 0) return true
  return state !== 'current' && refused.has(zoneOf(face))
}

export function zoneOf(face: string): string {
  return face.split(' ')[1]!
}
