// Finds who may ask what: clients of a view of named who may ask for the same zones are one audience, and get one view of Janus.

import type { Prefix } from '../../views/prefix.ts'
import { byDestination, type Destined, isAskedAt } from './destinations.ts'
import type { Limit, Lost, NamedConfig, NamedView, NamedZone } from './named-config.ts'

/** Some clients of a view, and the zones that they may ask. */
export type Audience = {
  readonly key: string
  readonly view: NamedView
  readonly zones: readonly NamedZone[]
  /** Zones that named refuses them although they may ask for a zone above. */
  readonly refused: readonly string[]
}

export type Audiences = {
  /** In the order of the views; within a view, those with the most zones first. */
  readonly audiences: readonly Audience[]
  /** Which clients go to which audience: its views are keys of audiences. */
  readonly destined: Destined
  /** Zones that no audience gets. */
  readonly leftOut: readonly Lost[]
}

/** The most audiences beside one for each view: nobody wants to read more views. */
const MAX_SHARES = 64

export function audiencesOf(config: NamedConfig): Audiences {
  const leftOut = new Map<NamedZone, Lost>()
  for (const { name, zones } of config.views)
    for (const zone of zones) {
      const why = whyUnanswerable(zone, config)
      if (why !== undefined) leftOut.set(zone, lostZone(zone, name, why))
    }
  for (;;) {
    const parts = config.views.map((view, index) => new ViewParts(view, index, leftOut))
    const destined = byDestination(
      [{ name: undefined, clients: config.shutOut, destinations: undefined }, ...parts.map((part) => part.ordered())],
      config.listen,
    )
    const used = new Set([...destined.clients.keys(), ...destined.tied.values()])
    const audiences = parts.flatMap((part) => part.audiences(used))
    const rarest = audiences.length > MAX_SHARES + config.views.length ? rarestLimit(parts) : undefined
    if (rarest === undefined) return { audiences, destined, leftOut: [...leftOut.values()] }
    for (const { view, zone } of rarest)
      leftOut.set(zone, lostZone(zone, view, `"allow-query" makes more than ${MAX_SHARES} views of the views`))
  }
}

/** The zones with the limits that the fewest zones have. */
function rarestLimit(parts: readonly ViewParts[]): readonly { view: string; zone: NamedZone }[] | undefined {
  const limited = parts.flatMap((part) => part.limited())
  const groups = [...Map.groupBy(limited, ({ zone }) => zone.limits.map(({ text }) => text).join()).values()]
  return groups.sort((a, b) => a.length - b.length)[0]
}

function whyUnanswerable({ answeredAt }: NamedZone, { listen }: NamedConfig): string | undefined {
  const answers = listen.map(({ address }) => isAskedAt(answeredAt, address))
  if (answers.every((answer) => answer === true)) return undefined
  if (answers.every((answer) => answer === false)) return '"allow-query-on" names no address under "listen"'
  return '"allow-query-on" lets it be asked at some addresses of this host alone; give it to a view that is tied to one'
}

function lostZone({ name, statement: { file, line } }: NamedZone, view: string, why: string): Lost {
  return { file, line, why: `zone "${name}" of the view "${view}" is left out: ${why}` }
}

/** One view of named, split by what its clients may ask. */
class ViewParts {
  readonly #view: NamedView
  readonly #index: number
  readonly #zones: readonly NamedZone[]
  readonly #limits: readonly Limit[]
  readonly #takes = new Map<string, readonly boolean[]>()
  readonly #whole: string

  constructor(view: NamedView, index: number, leftOut: ReadonlyMap<NamedZone, unknown>) {
    this.#view = view
    this.#index = index
    this.#zones = view.zones.filter((zone) => !leftOut.has(zone))
    this.#limits = [
      ...new Map(this.#zones.flatMap(({ limits }) => limits).map((limit) => [limit.text, limit])).values(),
    ]
    this.#whole = this.#keyOf(this.#limits.map(() => true))
  }

  ordered() {
    const { clients, destinations } = this.#view
    return {
      name: this.#whole,
      clients,
      destinations,
      limits: this.#limits.map(({ acl }) => acl),
      audience: (takes: readonly boolean[]) => {
        if (this.#limits.length === 0) return this.#whole
        const nothing = this.#zones.length > 0 && !this.#zones.some((zone) => this.#permits(zone, takes))
        return nothing ? undefined : this.#keyOf(takes)
      },
    }
  }

  /** The audiences that have clients; the whole view where none has. */
  audiences(used: ReadonlySet<string | undefined>): Audience[] {
    const keys = [...this.#takes.keys()].filter((key) => used.has(key))
    return (keys.length > 0 ? keys : [this.#whole])
      .map((key) => {
        const zones = this.#zones.filter((zone) => this.#permits(zone, this.#takes.get(key)!))
        return { key, view: this.#view, zones, refused: this.#refused(zones) }
      })
      .sort((a, b) => b.zones.length - a.zones.length)
  }

  limited(): { view: string; zone: NamedZone }[] {
    return this.#zones.filter(({ limits }) => limits.length > 0).map((zone) => ({ view: this.#view.name, zone }))
  }

  #refused(given: readonly NamedZone[]): string[] {
    const names = new Set(given.map(({ name }) => name))
    const known = new Set([...this.#view.zones.map(({ name }) => name), ...this.#view.others])
    return [...known].filter((name) => !names.has(name) && parents(name).some((parent) => names.has(parent)))
  }

  #permits({ limits }: NamedZone, takes: readonly boolean[]): boolean {
    return limits.every(({ text }) => takes[this.#limits.findIndex((limit) => limit.text === text)] === true)
  }

  #keyOf(takes: readonly boolean[]): string {
    const key = `${this.#index} ${takes.map((one) => (one ? 1 : 0)).join('')}`
    if (!this.#takes.has(key)) this.#takes.set(key, takes)
    return key
  }
}

/** The names above the name. Escapes are ignored: a dot in a label gives one name too many, which is never a zone. */
function parents(name: string): string[] {
  const labels = name.split('.')
  const above = labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'))
  return name === '.' ? [] : [...above, '.']
}

/** The audiences of clients that no prefix names. */
export function audiencesOfStrangers({ audiences, destined }: Audiences): Audience[] {
  const isAll = ({ bits }: Prefix) => bits === 0
  const tied = new Set(destined.tied.values())
  return audiences.filter(({ key }) => tied.has(key) || destined.clients.get(key)?.some(isAll))
}
