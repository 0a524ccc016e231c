// The primaries of a running server: whose faces are fetched, kept, refreshed and given up.

import type { Logger } from 'pino'
import { keptFolder } from '../state/kept-folder.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { steadyTime } from '../store/clock.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { House, Store } from '../store/store.ts'
import type { FetchedFaces } from '../supply/load.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { thisMoment } from '../system/clocks.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { Copies, linesOf } from '../transfer/copies.ts'
import { Fetching } from '../transfer/fetching.ts'
import { type FaceStatus, type FetchedFace as RefreshedFace, Refresher } from '../transfer/refresher.ts'
import type { SigningKey } from '../transfer/secondaries.ts'
import { Expiry } from '../zone/expiry.ts'
import type { Zone } from '../zone/zone.ts'
import type { ConsumedCatalogs } from './consumed-catalogs.ts'
import type { FetchedFace } from './desk/notified.ts'

/** What is kept of primaries' zones; undefined where nothing can be kept. `state`: the state folder. */
export function openCopies(state: string, log: Logger): Copies | undefined {
  try {
    return new Copies(keptFolder(state).path)
  } catch (error) {
    log.error({ reason: textOf(error) }, 'zones of primaries cannot be kept, and are lost at a restart')
    return undefined
  }
}

/** Of each face that comes from a primary, as long as the server runs. */
export class Expiries {
  readonly #copies: Copies | undefined
  readonly #known = new Map<string, Expiry>()

  constructor(copies: Copies | undefined) {
    this.#copies = copies
  }

  of(face: FaceName): Expiry {
    const key = faceKey(face)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const expiry = new Expiry()
    const times = this.#copies?.times(face)
    if (times !== undefined) expiry.set(times.expires / 1000)
    this.#known.set(key, expiry)
    return expiry
  }
}

/** What a start serves of primaries before it has asked any. */
export function keptFaces(copies: Copies | undefined, expiries: Expiries, log: Logger): FetchedFaces {
  return {
    zoneOf: ({ origin, name }, { viewName: view }) => keptFace(copies, { view, origin }, name, log),
    expiryOf: ({ origin }, { viewName: view }) => expiries.of({ view, origin }),
  }
}

function keptFace(copies: Copies | undefined, face: FaceName, name: string, log: Logger): ReadZone | undefined {
  const { view, origin } = face
  const zone = copies?.read(face)
  if (typeof zone === 'string')
    log.warn({ zone: name, view, reason: zone }, 'the copy of a zone is damaged, and is fetched anew')
  if (zone === undefined || typeof zone === 'string') return undefined
  const { wall } = thisMoment()
  // RFC 1034 §4.3.5: what has expired meanwhile is not served.
  if ((copies?.times(face)?.expires ?? wall) < wall) return undefined
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const text = new ZoneText(linesOf(origin))
  return { subject: { zone, notes, text, complete: true, now: Math.floor(wall / 1000) }, problems: [] }
}

export type UpstreamOptions = {
  readonly generations: Generations
  readonly house: House
  readonly store: Store
  readonly copies: Copies | undefined
  readonly expiries: Expiries
  readonly catalogs: ConsumedCatalogs
  readonly signingKey: SigningKey
  readonly log: Logger
}

export class Upstream {
  readonly #options: UpstreamOptions
  readonly #fetching = new Fetching()
  readonly #refresher: Refresher

  constructor(options: UpstreamOptions) {
    this.#options = options
    const { store, copies, expiries, catalogs, signingKey, log } = options
    this.#refresher = new Refresher({
      time: steadyTime,
      wall: () => thisMoment().wall,
      chance: Math.random,
      serving: {
        served: (name) => this.#served(name),
        replace: async (name, zone, isWanted) =>
          catalogs.has(name) ? isWanted() && catalogs.replace(name, zone) : await store.replace(name, zone, isWanted),
        change: (face, changes) =>
          catalogs.has(face) ? catalogs.change(face, changes) : store.accept({ face, changes }),
        expiresAt: (name, until) => expiries.of(name).set(until / 1000),
      },
      fetching: this.#fetching,
      keyOf: ({ key }) => (key === undefined ? undefined : signingKey(key)),
      copies: copies ?? NOWHERE,
      log: {
        info: (about, text) => log.info(about, text),
        warn: (about, text) => log.warn(about, text),
        error: (about, text) => log.error(about, text),
      },
    })
  }

  /** Sockets answer from now on, or another generation is served. */
  use(): void {
    this.#refresher.use(this.#faces())
  }

  readonly notify = (view: string, origin: Uint8Array): void => this.#refresher.notify({ view, origin })

  /** The faces of a zone that come from primaries, in all views. */
  readonly facesOf = (origin: Uint8Array): readonly FetchedFace[] =>
    this.#options.generations.current.candidate.settings.views.flatMap(({ name: view }) => {
      const primary = this.#refresher.primaryOf({ view, origin })
      return primary === undefined ? [] : [{ view, primary, isHidden: this.#options.catalogs.has({ view, origin }) }]
    })

  /** Resolves when the face has come whole, or with why it has not. */
  fetch(name: FaceName): Promise<string | undefined> {
    return this.#refresher.fetch(name)
  }

  /** Of what is served; undefined where nothing is. */
  serialOf(name: FaceName): number | undefined {
    return this.#served(name)?.serial
  }

  get status(): readonly FaceStatus[] {
    return this.#refresher.status()
  }

  stop(): void {
    this.#refresher.stop()
    this.#fetching.close()
  }

  #served(name: FaceName): Zone | undefined {
    const { house, catalogs } = this.#options
    return catalogs.has(name) ? catalogs.served(name) : house.faceAt(name)?.served
  }

  #faces(): readonly RefreshedFace[] {
    const { latest, current } = this.#options.generations
    const primaries = new Map(
      [...current.candidate.settings.primaries, ...latest.primaries].map((one) => [one.name, one]),
    )
    const zones = current.candidate.settings.zones.flatMap(({ name: zone, origin, faces }) =>
      faces.flatMap(({ source, viewName: view }): RefreshedFace[] => {
        const primary = source.kind === 'primary' ? primaries.get(source.primary) : undefined
        return primary === undefined ? [] : [{ name: { view, origin }, zone, primary }]
      }),
    )
    // What a catalog lists is fetched after it.
    return [...this.#options.catalogs.faces(), ...zones]
  }
}

const NOWHERE = {
  pathOf: () => '/dev/null/primaries',
  times: () => undefined,
  setTimes: () => {},
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
