// What can be asked of a running server: one row a verb, whichever way the request came.

import { addressFromText } from '../dns/address.ts'
import { readName } from '../dns/name-text.ts'
import { typeCode } from '../dns/types.ts'
import { Explainer } from '../explain/explain.ts'
import type { Dnstap } from '../log/dnstap.ts'
import type { QueryLog } from '../log/query-log.ts'
import type { Server } from '../server/server.ts'
import type { HttpConnections } from './http-connections.ts'
import { generationList, isBehind, zoneList } from './lists.ts'
import { statsOf } from './stats.ts'
import { statusOf } from './status.ts'

export type Operated = {
  readonly server: Server
  readonly version: string
  readonly droppedLogLines: () => number
  readonly queryLog: QueryLog
  readonly dnstap: () => Dnstap | undefined
  readonly httpConnections: HttpConnections
  readonly reload: () => Promise<unknown>
  /** Ends the process, once the answer to who asked for it is out. */
  readonly stop: () => void
}

export type Options = Readonly<Record<string, unknown>>

export type Verb = {
  /** Over HTTP it takes the token. */
  readonly changes: boolean
  /** It tells or does what the configuration says: whoever means another one is to get no answer out of this one. */
  readonly reads?: true
  /** Throws a RequestError where the options make no sense. */
  readonly run: (operated: Operated, options: Options) => unknown
}

/** A sentence for who asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
}

export const verbs: Readonly<Record<string, Verb>> = {
  status: { changes: false, run: statusOf },
  zones: { changes: false, run: ({ server }) => zoneList(server) },
  generations: { changes: false, run: ({ server }) => generationList(server) },
  stats: { changes: false, run: statsOf },
  plan: { changes: false, reads: true, run: ({ server }) => server.plan() },
  explain: { changes: false, reads: true, run: explain },
  reload: { changes: true, reads: true, run: ({ reload }) => reload() },
  rollback: { changes: true, run: rollBack },
  'query-log': { changes: true, run: switchQueryLog },
  stop: {
    changes: true,
    run: ({ stop }) => {
      stop()
      return { stopping: true }
    },
  },
}

async function rollBack({ server }: Operated, { generation }: Options): Promise<unknown> {
  if (generation !== undefined && !Number.isSafeInteger(generation))
    throw new RequestError(`cannot roll back to "${generation}": it is not the number of a generation`)
  const kept = await server.rollBack(generation as number | undefined)
  if (typeof kept === 'string') throw new RequestError(`cannot roll back: ${kept}`)
  return { generation: kept.number, content: kept.content, zones: zoneList(server).filter(isBehind) }
}

async function switchQueryLog({ queryLog }: Operated, options: Options): Promise<unknown> {
  const status = await queryLog.set(options)
  if (typeof status === 'string') throw new RequestError(`cannot switch the query log on: ${status}`)
  return status
}

function explain({ server }: Operated, { address, name, type = 'A', tcp, dnssec }: Options): unknown {
  const octets = addressFromText(String(address))
  if (octets === undefined) throw new RequestError(`cannot read the address "${address}": it is not an IP address`)
  const wire = readName(String(name))
  if (typeof wire === 'string') throw new RequestError(`cannot read the name "${name}": ${wire}`)
  const code = typeCode(String(type))
  if (code === undefined) throw new RequestError(`cannot read the type "${type}": there is no such type`)
  const asked = { address: octets, name: wire, type: code, stream: tcp === true, dnssec: dnssec === true }
  return new Explainer(server.answering).explain(server.explained, asked)
}
