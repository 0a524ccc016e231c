// Tells secondaries that faces have changed (RFC 1996). The notifier tells changes that come together in one message, repeats the message
// only to those who have not answered, and sends a few at a time. Each address has its own queue, so that a dead one delays nobody else.

import { nameKey } from '../dns/name-key.ts'
import type { Said } from '../dns/said.ts'
import type { Zone } from '../zone/zone.ts'
import { type Notified, notify } from './notify-message.ts'
import type { Peer } from './peer.ts'

/** One address to tell of one face. `missing`: why its key cannot be used. */
export type Target = {
  readonly view: string
  readonly origin: Uint8Array
  readonly peer: Peer
  readonly missing?: Said
  /** The face is a catalog, which lists the others: the address has to hear of it before it hears of those. */
  readonly isFirst?: boolean
}

/** The result of telling an address. */
export type Telling = {
  readonly target: Target
  readonly serial: number
  /** Undefined: the address has answered. */
  readonly reason: Said | undefined
  /** Janus does not try again before the face changes again. */
  readonly last: boolean
}

export type NotifierOptions = {
  /** Whom to tell of this face now, and with which key. */
  readonly targetsOf: (view: string, origin: Uint8Array) => readonly Target[]
  /** The zone that is served. */
  readonly zoneOf: (view: string, origin: Uint8Array) => Zone | undefined
  readonly onTold: (telling: Telling) => void
  readonly send?: (zone: Zone, peer: Peer, wait: number) => Promise<Notified>
  readonly times?: NotifyTimes
}

/** In milliseconds. RFC 1996 §3.6 suggests 60 seconds and five times; a lost datagram need not cost that long. */
export type NotifyTimes = {
  /** How long to wait before the first message: it tells changes that come meanwhile, too. */
  readonly gather: number
  readonly answer: number
  /** Between one try and the next. */
  readonly again: readonly number[]
}

const TIMES: NotifyTimes = { gather: 20, answer: 3_000, again: [3_000, 6_000, 12_000, 24_000, 48_000] }

/** How many unanswered messages one address may have; fewer if it is silent. */
const MOST_OPEN = 32
const MOST_UNHEARD = 2

type Task = {
  readonly key: string
  target: Target
  tries: number
  state: 'waiting' | 'queued' | 'sent'
  again: boolean
  /** Other tasks of the address wait for this one. */
  ahead: boolean
}

/** `ahead`: how many tasks that others wait for have not been tried. */
type Lane = { readonly queue: Task[]; readonly most: number; open: number; ahead: number; isSilent: boolean }

export class Notifier {
  readonly #options: NotifierOptions
  readonly #times: NotifyTimes
  readonly #tasks = new Map<string, Task>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** By address. */
  readonly #lanes = new Map<string, Lane>()
  #gathers = false
  #isStopped = false

  constructor(options: NotifierOptions) {
    this.#options = options
    this.#times = options.times ?? TIMES
  }

  /** How many addresses have not answered yet. */
  get pending(): number {
    return this.#tasks.size
  }

  /** Call it after the served face has changed, and not before. */
  changed(view: string, origin: Uint8Array): void {
    if (this.#isStopped) return
    for (const target of this.#options.targetsOf(view, origin)) {
      const key = keyOf(target)
      const known = this.#tasks.get(key)
      if (known === undefined) this.#line({ key, target, tries: 0, state: 'waiting', again: false, ahead: false })
      else {
        known.target = target
        known.tries = 0
        if (known.state === 'sent') known.again = true
        else if (known.state === 'waiting') this.#line(known)
      }
    }
    if (this.#gathers || this.#lanes.size === 0) return
    this.#gathers = true
    this.#later(this.#times.gather, () => {
      this.#gathers = false
      for (const key of [...this.#lanes.keys()]) this.#send(key)
    })
  }

  /** Stops telling. */
  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#tasks.clear()
    this.#lanes.clear()
  }

  #line(task: Task): void {
    task.state = 'queued'
    this.#tasks.set(task.key, task)
    const key = laneKey(task.target)
    const lane = this.#lanes.get(key) ?? laneFor(task.target)
    this.#lanes.set(key, lane)
    lane.queue.push(task)
    // After the first try, other tasks no longer wait for this one.
    task.ahead = task.target.isFirst === true && task.tries === 0
    if (task.ahead) lane.ahead++
  }

  #send(key: string): void {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return
    while (lane.open < (lane.isSilent ? Math.min(MOST_UNHEARD, lane.most) : lane.most)) {
      const task = nextOf(lane)
      if (task === undefined) break
      const { ahead } = task
      lane.open++
      void this.#tell(task, lane).finally(() => {
        lane.open--
        if (ahead) lane.ahead--
        this.#send(key)
      })
    }
    if (lane.open === 0 && lane.queue.length === 0) this.#lanes.delete(key)
  }

  async #tell(task: Task, lane: Lane): Promise<void> {
    const { send = notify, targetsOf, zoneOf } = this.#options
    const { view, origin } = task.target
    const zone = zoneOf(view, origin)
    // Looked up again: the address may have lost the face meanwhile, or its key may have changed.
    const target = targetsOf(view, origin).find((one) => keyOf(one) === task.key)
    if (zone === undefined || target === undefined) {
      this.#tasks.delete(task.key)
      return
    }
    task.target = target
    task.state = 'sent'
    // Never sends an unsigned message where a key is due: the secondary could not tell which face is meant.
    const reason = target.missing ?? (await send(zone, target.peer, this.#times.answer))
    if (this.#isStopped) return
    lane.isSilent = reason !== undefined && UNHEARD.has(reason.code)
    const wait = this.#times.again[task.tries++]
    const last = !task.again && (reason === undefined || target.missing !== undefined || wait === undefined)
    this.#options.onTold({ target, serial: zone.serial, reason, last })
    if (task.again) {
      task.again = false
      task.tries = 0
      this.#line(task)
    } else if (last) this.#tasks.delete(task.key)
    else this.#wait(task, wait!)
  }

  #wait(task: Task, milliseconds: number): void {
    task.state = 'waiting'
    this.#later(milliseconds, () => {
      if (task.state !== 'waiting' || this.#tasks.get(task.key) !== task) return
      this.#line(task)
      this.#send(laneKey(task.target))
    })
  }

  #later(milliseconds: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, milliseconds)
    this.#timers.add(timer.unref())
  }
}

/** Results that mean that nobody was there. */
const UNHEARD: ReadonlySet<string> = new Set(['no-answer', 'cannot-send'])

/** From one port to one address, the system cannot tell answers apart: then one message at a time. */
function laneFor({ peer: { source } }: Target): Lane {
  return {
    queue: [],
    most: source !== undefined && source.port > 0 ? 1 : MOST_OPEN,
    open: 0,
    ahead: 0,
    isSilent: false,
  }
}

/** The next task whose turn it may be. */
function nextOf({ queue, ahead }: Lane): Task | undefined {
  if (ahead === 0) return queue.shift()
  const at = queue.findIndex((task) => task.ahead)
  return at < 0 ? undefined : queue.splice(at, 1)[0]
}

function laneKey({ peer: { at } }: Target): string {
  return `${at.address} ${at.port}`
}

function keyOf({ view, origin, peer }: Target): string {
  return `${view} ${peer.name} ${peer.at.address} ${peer.at.port} ${nameKey(origin)}`
}
