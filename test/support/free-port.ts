// Ports for servers that have to know theirs before they start. They lie above those that the kernel gives to clients, or whoever asks
// something meanwhile would have one of them as his own.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Linux gives 32,768 to 60,999 to clients. */
const FIRST = 61_000
const COUNT = 4500

/** Each process begins somewhere else. */
let next = Math.floor(Math.random() * COUNT)

/** Free for TCP and UDP at all addresses of IPv4. No other test is given it while this process lives. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + (next++ % COUNT)
    if ((await isOurs(port)) && (await isFree(port))) return port
  }
  throw new Error('no free port')
}

/** A name that one process alone can have, and that is gone with it: an abstract socket. Where there is none, chance has to do. */
async function isOurs(port: number): Promise<boolean> {
  const code = await listening(createServer().unref(), `\0janus-test-port-${port}`)
  return code !== 'EADDRINUSE'
}

async function isFree(port: number): Promise<boolean> {
  const tcp = createServer()
  if ((await listening(tcp, port, '0.0.0.0')) !== undefined) return false
  tcp.close()
  await once(tcp, 'close')
  const udp = createSocket('udp4')
  try {
    udp.bind(port, '0.0.0.0')
    await once(udp, 'listening')
    return true
  } catch {
    return false
  } finally {
    udp.close()
  }
}

/** Why it cannot listen there; undefined where it does. */
async function listening(
  server: Server,
  ...at: readonly [string] | readonly [number, string]
): Promise<string | undefined> {
  try {
    server.listen(...(at as [number, string]))
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}
