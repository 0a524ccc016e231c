// Tells secondaries that faces have changed (RFC 1996). It tells changes that come together in one message, repeats it only to those who
// have not answered, and sends a few at a time. Each address has a queue of its own, so that a dead one keeps nobody else waiting.

import { nameKey } from '../dns/name-key.ts'
import type { Said } from '../dns/said.ts'
import type { Zone } from '../zone/zone.ts'
import { type Notified, notify } from './notify-message.ts'
import type { Peer } from './peer.ts'

/** One address that is told of one face. `missing`: it has a key that cannot be used. */
export type Target = {
  readonly view: string
  readonly origin: Uint8Array
  readonly peer: Peer
  readonly missing?: Said
  /** What it is told of lists the others: it has heard of that before it is told of these. */
  readonly isFirst?: boolean
}

/** What came of telling it. */
export type Telling = {
  readonly target: Target
  readonly serial: number
  /** Undefined: it knows. */
  readonly reason: Said | undefined
  /** Nobody tries again before the face changes again. */
  readonly last: boolean
}

export type NotifierOptions = {
  /** Who is to be told of this face, and by which key, now. */
  readonly targetsOf: (view: string, origin: Uint8Array) => readonly Target[]
  /** What is served. */
  readonly zoneOf: (view: string, origin: Uint8Array) => Zone | undefined
  readonly onTold: (telling: Telling) => void
  readonly send?: (zone: Zone, peer: Peer, wait: number) => Promise<Notified>
  readonly times?: NotifyTimes
}

/** Milliseconds. RFC 1996 §3.6 has 60 seconds and five times: nobody has to wait that long where a datagram is lost. */
export type NotifyTimes = {
  /** Until the first is sent: changes that come meanwhile are told with it. */
  readonly gather: number
  readonly answer: number
  /** Between one try and the next. */
  readonly again: readonly number[]
}

const TIMES: NotifyTimes = { gather: 20, answer: 3_000, again: [3_000, 6_000, 12_000, 24_000, 48_000] }

/** Messages to one address whose answers are awaited; and to one that says nothing. */
const MOST_OPEN = 32
const MOST_UNHEARD = 2

type Task = {
  readonly key: string
  target: Target
  tries: number
  state: 'waiting' | 'queued' | 'sent'
  again: boolean
  /** Others wait for it. */
  ahead: boolean
}

/** `ahead`: how many of those that others wait for have not been tried. */
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

  /** Addresses that have not said yet that they know. */
  get pending(): number {
    return this.#tasks.size
  }

  /** To be called when what is served has changed, and not before. */
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

  /** Nobody is told any more. */
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
    // Once it has been tried nobody waits for it any more.
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
    // Whoever may not have the face any more hears nothing of it, and a key that was rolled or dropped meanwhile signs nothing.
    const target = targetsOf(view, origin).find((one) => keyOf(one) === task.key)
    if (zone === undefined || target === undefined) {
      this.#tasks.delete(task.key)
      return
    }
    task.target = target
    task.state = 'sent'
    // Never unsigned where a key is due: the other side could not tell which face is meant.
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

/** Nobody was there. */
const UNHEARD: ReadonlySet<string> = new Set(['no-answer', 'cannot-send'])

/** From one port to one address, answers cannot be told apart by the system: one at a time. */
function laneFor({ peer: { source } }: Target): Lane {
  return {
    queue: [],
    most: source !== undefined && source.port > 0 ? 1 : MOST_OPEN,
    open: 0,
    ahead: 0,
    isSilent: false,
  }
}

/** The next that may be sent. */
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
