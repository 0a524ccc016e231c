// Tells what became of messages that change zones (RFC 2136): a line in the log, a count, an entry of the audit trail.

import type { Logger } from 'pino'
import { rcodeName } from '../dns/rcodes.ts'
import type { Audit } from './audit.ts'
import type { UpdateEvent, UpdateOutcome, UpdateSink } from './update-event.ts'

/** Counts of one view and key; `key` is empty for unsigned messages. */
export type UpdateCount = {
  readonly view: string
  readonly key: string
  readonly outcome: UpdateOutcome
  readonly messages: number
  readonly records: number
}

/** Bound of the table. Views and keys come from the configuration, but reloads without end may bring new ones. */
const MOST_COUNTED = 10_000

type Cell = {
  readonly view: string
  readonly key: string
  readonly outcome: UpdateOutcome
  messages: number
  records: number
}

export class Updates {
  readonly #log: Logger
  readonly #audit: Audit
  readonly #counts = new Map<string, Cell>()
  readonly #totals: Record<UpdateOutcome, number> = { changed: 0, unchanged: 0, unmet: 0, refused: 0, failed: 0 }
  /** The last message that was refused. */
  lastRefused: UpdateEvent | undefined
  /** Set by the query log, which begins later. */
  also: UpdateSink = () => {}

  constructor(log: Logger, audit: Audit) {
    this.#log = log
    this.#audit = audit
  }

  readonly tell = (event: UpdateEvent): void => {
    if (event.outcome === 'refused') this.lastRefused = event
    this.#totals[event.outcome]++
    for (const view of event.views.length > 0 ? event.views : ['']) this.#count(view, event)
    const { at: _, rcode, ...facts } = event
    this.#log[LEVEL[event.outcome]]({ ...facts, rcode: rcodeName(rcode) }, SAYS[event.outcome])
    if (event.outcome === 'changed') this.#audit.add(entryOf(event))
    this.also(event)
  }

  get counts(): readonly UpdateCount[] {
    return [...this.#counts.values()]
  }

  /** Messages by outcome; each counts once, however many views it is about. */
  get totals(): Readonly<Record<UpdateOutcome, number>> {
    return { ...this.#totals }
  }

  #count(view: string, { key = '', outcome, records }: UpdateEvent): void {
    const name = `${view}\0${key}\0${outcome}`
    const cell = this.#counts.get(name) ?? { view, key, outcome, messages: 0, records: 0 }
    if (this.#counts.size < MOST_COUNTED) this.#counts.set(name, cell)
    cell.messages++
    cell.records += records
  }
}

const LEVEL = {
  changed: 'info',
  unchanged: 'debug',
  unmet: 'debug',
  refused: 'warn',
  failed: 'error',
} as const satisfies Record<UpdateOutcome, string>

const SAYS: Readonly<Record<UpdateOutcome, string>> = {
  changed: 'an update has changed a zone',
  unchanged: 'an update has changed nothing',
  unmet: 'an update is not done: a prerequisite is not met',
  refused: 'an update is refused',
  failed: 'an update could not be committed',
}

function entryOf({ at, key, client, transport, views, zone, records }: UpdateEvent) {
  const actor = { who: key === undefined ? client : `key ${key}`, way: 'update' } as const
  return { at, actor, what: 'update', views, zone, detail: { client, transport, records } }
}
