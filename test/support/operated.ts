// A server in this process, as verbs see it, and requests put to them by whoever it may be.

import pino from 'pino'
import { LogTail } from '../../src/observe/log-tail.ts'
import { QueryLog } from '../../src/observe/query-log.ts'
import { type Actor, atSocket } from '../../src/operate/actor.ts'
import { Checking } from '../../src/operate/checking.ts'
import { Explaining } from '../../src/operate/control/explaining.ts'
import { tablesOf } from '../../src/operate/control/tables.ts'
import { Askers } from '../../src/operate/http/askers.ts'
import { HttpConnections } from '../../src/operate/http/connections.ts'
import type { Operated } from '../../src/operate/operated.ts'
import { collected, perform, type Request } from '../../src/operate/perform.ts'
import type { Server } from '../../src/serve/server.ts'
import { inEnglish } from '../../src/supply/english.ts'
import type { HttpSettings } from '../../src/text/config/http.ts'

export function operatedOf(server: Server, more: Partial<Operated> = {}): Operated {
  const httpConnections = new HttpConnections()
  const explaining = new Explaining(server)
  return {
    server,
    version: '0.0.0-test',
    // The tap has no threads that read it here: nobody waits for them.
    queryLog: new QueryLog(server, pino({ level: 'silent' }), 1),
    droppedLogLines: () => 0,
    dnstap: () => undefined,
    httpConnections,
    tables: () => tablesOf(server, httpConnections),
    explain: (question, text) => explaining.explain(question, text),
    tell: inEnglish,
    onFault: (error) => {
      throw error
    },
    reload: (begin) => server.reload(begin),
    apply: (hash, begin, differs) => server.apply(hash, begin, differs),
    checking: checkingOf(server),
    plans: { last: undefined },
    logTail: new LogTail(),
    stop: () => {},
    ...more,
  }
}

/** One for all who ask the same server. */
function checkingOf(server: Server): Checking {
  const known =
    checks.get(server) ??
    new Checking(
      () => server,
      (reason) => {
        throw new Error(reason)
      },
    )
  checks.set(server, known)
  return known
}

const checks = new WeakMap<Server, Checking>()

/** An address of HTTP without anything else. */
export const NO_HTTP: HttpSettings = {
  ...{
    listen: [],
    group: undefined,
    tokenFile: undefined,
    users: undefined,
    edit: 'off',
    tls: undefined,
    proxies: [],
    names: [],
  },
  ...{ rate: 1_000_000, console: false, trustedHeader: undefined, oidc: undefined },
}

/** Whoever has what these settings name. */
export function askersWith(settings: Partial<HttpSettings>, warn: (detail: object) => void = () => {}): Askers {
  return new Askers({ ...NO_HTTP, ...settings }, warn)
}

export const everybody: Actor = { ...atSocket, who: 'test' }

/** What came of it, as JSON carries it. */
export async function told(operated: Operated, actor: Actor, request: Request): Promise<Record<string, unknown>> {
  const performed = await perform(operated, actor, request)
  const answer = performed.kind === 'many' ? { ...performed, ...(await collected(performed.items)) } : performed
  return JSON.parse(JSON.stringify(answer))
}
