// The zones of primaries that a server has when it starts: the copies that it kept, and how long each is good.

import type { Logger } from 'pino'
import { keptFile, keptFolder } from '../state/kept-folder.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { FetchedFaces } from '../supply/load.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { thisMoment } from '../system/clocks.ts'
import { whyOf } from '../system/why.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { Copies } from '../transfer/copies.ts'
import { linesOf } from '../transfer/copy-lines.ts'
import type { Expiry } from '../zone/expiry.ts'
import { HeldExpiries } from './held-expiries.ts'
import type { Part } from './part.ts'
import type { BeforeZones } from './part-table.ts'

export class FetchedCopies implements Part, Pick<FetchedFaces, 'zoneOf' | 'expiryOf'> {
  /** The files of kept zones; undefined where the folder cannot be used. */
  readonly files: Copies | undefined
  readonly #log: Logger
  readonly #expiries = new HeldExpiries()
  /** By faceKey(), of each copy found at the start: its serial, and the word of the measure by which it was found fit for everybody. */
  #shown: Map<string, string> | undefined = new Map()

  constructor({ state, log, onlyReads }: Pick<BeforeZones, 'state' | 'log' | 'onlyReads'>) {
    this.files = onlyReads ? Copies.toRead(keptFile(state, '')) : openCopies(state, log)
    this.#log = log
  }

  /** The copy that is served until the primary has been asked. */
  readonly zoneOf: FetchedFaces['zoneOf'] = ({ origin, name }, { viewName: view }) => this.#zone({ view, origin }, name)

  readonly expiryOf: FetchedFaces['expiryOf'] = ({ origin }, { viewName: view }) => this.expiry({ view, origin })

  /** Whether the version with this serial was found fit for everybody by this measure (measureWord()). Only before start(). */
  wasShown(face: FaceName, serial: number, measure: string): boolean {
    return this.#shown?.get(faceKey(face)) === `${serial} ${measure}`
  }

  /** Call it when sockets begin to answer. */
  start(): void {
    this.#shown = undefined
  }

  expiry(face: FaceName): Expiry {
    return this.#expiries.of(face, (expiry) => {
      const times = this.files?.times(face)
      if (times !== undefined) expiry.set(times.expires / 1000)
    })
  }

  #zone(face: FaceName, name: string): ReadZone | undefined {
    const { view, origin } = face
    const zone = this.files?.read(face)
    if (typeof zone === 'string')
      this.#log.warn({ zone: name, view, reason: zone }, 'the copy of a zone is damaged: Janus fetches the zone again')
    if (zone === undefined || typeof zone === 'string') return undefined
    const { wall } = thisMoment()
    // RFC 1034 §4.3.5: a zone that has expired meanwhile is not served.
    const times = this.files?.times(face)
    if ((times?.expires ?? wall) < wall) return undefined
    if (times?.shown !== undefined) this.#shown?.set(faceKey(face), `${times.serial} ${times.shown}`)
    const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
    const text = new ZoneText(linesOf(origin))
    return { subject: { zone, notes, text, complete: true, now: Math.floor(wall / 1000) }, problems: [] }
  }
}

function openCopies(state: string, log: Logger): Copies | undefined {
  try {
    return Copies.open(keptFolder(state).path)
  } catch (error) {
    const reason = whyOf(error)
    log.error({ reason }, 'zones from primaries cannot be written to disk: a restart loses them')
    return undefined
  }
}
