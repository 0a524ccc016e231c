// Starts a server on a free port and waits until it answers, or until it has come to rest.

import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../support/free-port.ts'
import { hasAnswer, whenAnswered } from '../clients/asker.ts'
import type { Launch } from './kind.ts'
import { Running } from './running.ts'

/** Loading a million records takes the slowest of them some seconds, and the machine may be busy. */
const START_MS = 120_000

export type Start = {
  readonly name: string
  readonly launch: (task: { readonly port: number; readonly folder: string }) => Launch
  readonly folder: string
  readonly cores: string
  /** Zones of which all must be answered. */
  readonly names: readonly string[]
  readonly accept?: ((reply: Uint8Array) => boolean) | undefined
}

export type Started = { readonly server: Running; readonly milliseconds: number }

/** `milliseconds`: from before the process was made to the first answer. */
export async function startServer({ name, launch, folder, cores, names, accept = hasAnswer }: Start): Promise<Started> {
  const port = await freePort()
  const plan = launch({ port, folder })
  const server = new Running(name, plan, { folder, port, cores })
  const started = server.started
  const answered = await whenAnswered({ port, names, accept, timeoutMs: START_MS, until: server.ended })
  if (answered !== undefined) return { server, milliseconds: answered - started }
  const reason = server.over ? 'it ended' : 'it gave no answer'
  server.killNow()
  await server.ended
  throw new Error(`${name} is left out: ${reason}: ${server.lastWords()}`)
}

const LOOK_MS = 300
/** Of a core. */
const IDLE_SHARE = 0.05
const REST_MS = 60_000

/** Waits until the server uses hardly any CPU: what it does after its start is not the cost of an answer. */
export async function untilAtRest(server: Running): Promise<void> {
  for (const end = performance.now() + REST_MS; performance.now() < end; ) {
    const before = server.cpu()
    await sleep(LOOK_MS)
    if (server.cpu() - before < LOOK_MS * 1000 * IDLE_SHARE) return
  }
}
