// A primary of example.com whose zone changes when a test says so: it gives a version whole, or what has changed since the one before.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Test } from 'tap'
import type { Server } from '../../src/serve/server.ts'
import type { FaceName } from '../../src/store/change.ts'
import { queryFor } from '../support/ask.ts'
import { why } from '../support/why.ts'
import { Primary } from './primary.ts'
import { messagesOf } from './streams.ts'

/** `records`: beside the SOA, the NS and their addresses. */
export type Version = { readonly serial: number; readonly records: readonly string[] }

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const NS = ['@ NS ns', 'ns A 192.0.2.1', '@ NS ns.example.net.']

export class ChangingPrimary {
  readonly port: number
  readonly #state: { now: Version; before: Version | undefined }

  private constructor(port: number, state: { now: Version; before: Version | undefined }) {
    this.port = port
    this.#state = state
  }

  static async start(t: Test, first: Version): Promise<ChangingPrimary> {
    const state: { now: Version; before: Version | undefined } = { now: first, before: undefined }
    const primary = await Primary.start(({ type, serial }) => {
      const { now, before } = state
      const last = soa(now.serial)
      if (type === 'SOA') return messagesOf([last], { type })
      if (type !== 'IXFR' || before === undefined || serial !== before.serial)
        return messagesOf([last, ...NS, ...now.records, last], { type: 'AXFR' })
      const gone = before.records.filter((one) => !now.records.includes(one))
      const come = now.records.filter((one) => !before.records.includes(one))
      return messagesOf([last, soa(before.serial), ...gone, last, ...come, last], { type })
    })
    t.teardown(() => primary.close())
    return new ChangingPrimary(primary.port, state)
  }

  get version(): Version {
    return this.#state.now
  }

  /** Resolves when the server has this version, or with why it takes it not. Not `isWhole`: it asks for changes, as a refresh does. */
  async bring(server: Server, name: FaceName, version: Version, isWhole: boolean): Promise<string | undefined> {
    this.#state.before = this.#state.now
    this.#state.now = version
    if (isWhole) return why(await server.upstream.fetch(name))
    await notify(server.bound[0]!.port)
    for (;;) {
      const [face] = server.upstream.status
      if (face!.lastError !== undefined || face!.serial === version.serial) return why(face!.lastError)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

/** RFC 1996 §3.3. */
export async function notify(port: number): Promise<void> {
  const message = queryFor('example.com. SOA')
  message[2] = 0x24
  const socket = createSocket('udp4')
  socket.send(message, port, '127.0.0.1')
  await once(socket, 'message')
  socket.close()
}
