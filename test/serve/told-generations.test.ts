// Whatever becomes of what is served, through the one who owns it: editions of faces, zones that join and leave in the middle of a view,
// reloads, rollbacks. Threads that are told of that have what there is, of both views and of one publication.

import t from 'tap'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { withFetched } from '../../src/serve/carried.ts'
import {
  openChange,
  openGeneration,
  type Published,
  shareFaces,
  shareGeneration,
  stepBetween,
} from '../../src/serve/published.ts'
import { OpenedViews, piecesOf, SharedViews } from '../../src/serve/shared-views.ts'
import type { Candidate } from '../../src/store/generation/candidate.ts'
import { type FacePlace, Generations } from '../../src/store/generation/generations.ts'
import { withZones } from '../../src/store/generation/with-zones.ts'
import { inSlices } from '../../src/supply/slices.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import type { Generation } from '../../src/views/view.ts'
import { Expiry } from '../../src/zone/expiry.ts'
import { rowIn } from '../../src/zone/in-rows.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { defaultOptions } from '../support/ask.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

/** More than a row has in one piece. */
const MANY = 1100
const VIEWS = ['inside', 'outside'] as const
/** A reload may have the views in this order. */
const TURNED = ['outside', 'inside'] as const
const nameOf = (i: number) => `d${i}.example`
const version = (i: number, serial: number) =>
  zoneOf(nameOf(i), `$TTL 60\n@ SOA ns h ${serial} 2 3 4 5\n@ NS ns.example.\n`)
const apexes = Array.from({ length: MANY + 20 }, (_, i) => version(i, 0).apex)

type ZoneSetting = Settings['zones'][number]

const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }
const zoneSettings = apexes.map((origin, i): ZoneSetting => {
  const faces = VIEWS.map((viewName, view) => ({ view, viewName, source: { kind: 'primary', primary: 'p' }, place }))
  // Some are in one view alone.
  return { name: nameOf(i), origin, faces: i % 7 === 0 ? faces.slice(1) : faces, place } as unknown as ZoneSetting
})

type Order = readonly (typeof VIEWS)[number][]

/** Faces say by number which view is theirs, and come in the order of the views. */
function inOrder(zones: readonly ZoneSetting[], order: Order): readonly ZoneSetting[] {
  if (order.every((name, i) => name === VIEWS[i])) return zones
  const placed = (one: ZoneSetting['faces'][number]) => ({
    ...one,
    view: (order as readonly string[]).indexOf(one.viewName),
  })
  return zones.map((one) => ({ ...one, faces: one.faces.map(placed).sort((a, b) => a.view - b.view) }))
}

function settingsOf(zones: readonly ZoneSetting[], refused: readonly Uint8Array[], order: Order = VIEWS): Settings {
  const views = order.map((name) => ({ name, prefixes: [], refused: name === VIEWS[0] ? refused : [] }))
  const operations = { generations: 4, canaries: [] }
  const access = { ecsFrom: [] }
  return { views, zones: inOrder(zones, order), primaries: [], operations, access } as unknown as Settings
}

const nothing = (settings: Settings): Candidate => ({
  settings,
  states: [],
  loaded: {
    views: settings.views.map(({ name }) => ({ name, zones: new ZoneSet([]) })),
    faces: [],
  } as unknown as Candidate['loaded'],
})

const refused = [zoneOf('refused.example', '@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns.example.\n').apex]
const expiries = new Map<string, Expiry>()
const expiryOf = ({ view, origin }: { readonly view: string; readonly origin: Uint8Array }) => {
  const key = `${view} ${Buffer.from(origin).toString('latin1')}`
  const known = expiries.get(key) ?? new Expiry()
  expiries.set(key, known)
  return known
}

/** Owner of what is served, and those who are told of it. */
class World {
  readonly generations: Generations
  published: Published
  thread: Generation
  /** By view and name. */
  readonly served = new Map<string, number>()
  readonly sent = new SharedViews()
  readonly looking = new OpenedViews()
  serial = 1

  constructor(zones: readonly ZoneSetting[]) {
    const settings = settingsOf(zones, refused)
    this.generations = new Generations(withZones(nothing(settings), settings, expiryOf))
    this.published = this.#now()
    this.thread = openGeneration(shareGeneration(this.published))
  }

  get candidate(): Candidate {
    return this.generations.current.candidate
  }

  #now(): Published {
    const { generation } = this.generations.current
    return { generation, publicViews: new Uint8Array(2), options: defaultOptions }
  }

  /** Of some faces, picked by number, new versions, or none. */
  edit(picks: readonly number[], isGone: boolean): void {
    const faces = rowIn(this.candidate.loaded, 'faces')
    const all = new Map<number, { at: FacePlace; zone: Zone | undefined }>()
    for (const pick of picks) {
      const face = pick % faces.length
      const { view, face: setting, name, origin } = faces.at(face)!
      const member = this.candidate.loaded.views[view]!.zones.at(origin)
      const zone = isGone ? undefined : version(Number(/\d+/.exec(name)![0]), ++this.serial)
      const slot = this.generations.current.generation.views.findIndex((one) => one.name === setting.viewName)
      all.set(face, { at: { view, slot, member, face }, zone })
      if (zone === undefined) this.served.delete(`${setting.viewName} ${name}`)
      else this.served.set(`${setting.viewName} ${name}`, zone.serial)
    }
    const editions = [...all.values()].map((one) => ({ ...one, isBase: true }))
    this.generations.edit(editions)
    const changes = editions.map(({ at }) => ({ view: at.slot, member: at.member }))
    const { generation } = this.generations.current
    const change = shareFaces(this.published, generation, changes)
    this.published = { ...this.published, generation }
    this.thread = openChange(this.thread, structuredClone(change)).generation
  }

  publish(): void {
    const next = this.#now()
    const step = stepBetween(this.published, next)
    this.published = step?.after ?? next
    if (step === undefined) throw new Error('views keep their names')
    this.thread = openChange(this.thread, structuredClone(step.change)).generation
  }

  async rezone(zones: readonly ZoneSetting[], meanwhile: () => void): Promise<void> {
    const change = function* (settings: Settings) {
      yield
      return { ...settings, zones: inOrder(zones, settings.views.map(({ name }) => name) as unknown as Order) }
    }
    for (let isDone = false, isFirst = true; !isDone; isFirst = false) {
      const commit = await inSlices(this.generations.rezone(change, expiryOf))
      if (isFirst) meanwhile()
      isDone = commit()
    }
    this.publish()
  }

  reload(zones: readonly ZoneSetting[], names: readonly Uint8Array[], order: Order): void {
    const settings = settingsOf(zones, names, order)
    const { settings: before } = this.candidate
    const isSame = before.views.every(({ name }, i) => name === order[i])
    const candidate = isSame
      ? withZones(this.candidate, settings, expiryOf)
      : withFetched(withZones(nothing(settings), settings, expiryOf), this.candidate)
    this.generations.add(candidate, this.generations.generationOf(candidate))
    this.publish()
  }

  rollBack(): void {
    const target = this.generations.earlier()
    if ('code' in target) return
    this.generations.rollBack(target, withFetched(target.candidate, this.candidate))
    this.publish()
    // What the primary gives of what has come back is there.
    for (const { face, name, served } of this.candidate.loaded.faces)
      if (served) this.served.set(`${face.viewName} ${name}`, served.serial)
  }

  look(): readonly ZoneSet[] {
    return this.candidate.loaded.views.map(({ name, zones }) => {
      const change = this.sent.change(name, zones)
      const pieces = [...piecesOf(change)]
      const last = pieces.pop() ?? change
      for (const one of pieces) this.looking.note(structuredClone(one))
      return this.looking.take(structuredClone(last))
    })
  }

  /** What is wrong; every view is asked for every name. */
  wrong(): string | undefined {
    const { generation, candidate } = this.generations.current
    const late = openGeneration(shareGeneration(this.published))
    const looked = this.look()
    const configured = new Set(
      candidate.settings.zones.flatMap(({ name, faces }) => faces.map((face) => `${face.viewName} ${name}`)),
    )
    // Those who answer have views in the order in which they came first.
    for (const [view, name] of VIEWS.entries()) {
      const own = candidate.settings.views.findIndex((one) => one.name === name)
      for (const [i, apex] of apexes.entries()) {
        const key = `${name} ${nameOf(i)}`
        const wanted = configured.has(key) ? (this.served.get(key) ?? 'none') : 'no zone'
        for (const [who, zones] of Object.entries({
          main: generation.views[view]!.zones,
          thread: this.thread.views[view]!.zones,
          late: late.views[view]!.zones,
          content: candidate.loaded.views[own]!.zones,
          looked: looked[own]!,
        })) {
          const at = zones.at(apex)
          const member = zones.member(at)
          const is = member === undefined ? 'no zone' : (member.zone?.serial ?? 'none')
          if (is !== wanted) return `${who}: ${key} is ${is}, not ${wanted}`
          if (member === undefined || who === 'looked') continue
          const expiry = expiryOf({ view: name, origin: apex })
          if (member.expiry?.at !== expiry.at) return `${who}: ${key} has the end of another`
        }
      }
      const isRefused = candidate.settings.views[own]!.refused!.length > 0
      for (const zones of [generation, this.thread, late].map(({ views }) => views[view]!.zones))
        if ((zones.member(zones.at(refused[0]!))?.withheld === true) !== isRefused) return 'refused names'
    }
    for (const [i, face] of candidate.loaded.faces.entries()) {
      const { zones } = candidate.loaded.views[face.view]!
      if (zones.member(zones.enclosing(new Suffixes().set(face.origin, 0)))?.zone !== face.served) return `face ${i}`
    }
    return undefined
  }
}

const act = fc.record({
  kind: fc.constantFrom('edit', 'edit', 'edit', 'go', 'rezone', 'rezone', 'reload', 'rollback', 'look'),
  picks: fc.array(fc.nat(100_000), { minLength: 1, maxLength: 6 }),
  turn: fc.nat(MANY),
  isLooked: fc.boolean(),
})

t.test('whatever is edited, joins, leaves, is reloaded or rolled back: everybody has what there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      let zones = zoneSettings.slice(0, MANY)
      const world = new World(zones)
      for (const { kind, picks, turn, isLooked } of acts) {
        if (kind === 'edit' || kind === 'go') world.edit(picks, kind === 'go')
        else if (kind === 'look') world.look()
        else if (kind === 'rollback') {
          world.rollBack()
          zones = world.candidate.settings.zones.map(({ name }) => zoneSettings[Number(/\d+/.exec(name)![0])]!)
        } else {
          // Some leave, and others join in the middle.
          const leaving = new Set(picks.map((pick) => zones[pick % zones.length]))
          const joining = picks.map((pick) => zoneSettings[MANY + (pick % 20)]!).filter((one) => !zones.includes(one))
          const rest = zones.filter((one) => !leaving.has(one))
          const at = turn % rest.length
          zones = [...rest.slice(0, at), ...new Set(joining), ...rest.slice(at)]
          for (const one of leaving) for (const view of VIEWS) world.served.delete(`${view} ${one!.name}`)
          if (kind === 'rezone') {
            await world.rezone(zones, () => {
              // Some of those may be about to leave.
              world.edit(picks, false)
              for (const one of leaving) for (const view of VIEWS) world.served.delete(`${view} ${one!.name}`)
            })
          } else {
            // In another order, too.
            zones = turn % 2 === 0 ? [...zones.slice(at), ...zones.slice(0, at)] : zones
            world.reload(zones, turn % 3 === 0 ? [] : refused, turn % 5 === 0 ? TURNED : VIEWS)
          }
        }
        const wrong = isLooked ? world.wrong() : undefined
        if (wrong !== undefined) throw new Error(wrong)
      }
      const wrong = world.wrong()
      if (wrong !== undefined) throw new Error(wrong)
    }),
    { numRuns: 20 },
  )
})
