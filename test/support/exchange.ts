// One message there and the answer back, over a socket of its own.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { TcpClient } from '../net/harness.ts'

export type Way = {
  /** 127.0.0.1 where it does not matter. */
  readonly to?: string
  readonly port: number
  /** Our own address. */
  readonly from: string
  readonly transport: 'udp' | 'tcp'
}

/** For an answer of a busy machine; that nothing is answered is asked otherwise. */
const PATIENCE_MS = 60_000

type Test = ConstructorParameters<typeof TcpClient>[0]

export async function exchange(
  t: Test,
  message: Uint8Array,
  { to = '127.0.0.1', port, from, transport }: Way,
): Promise<Uint8Array> {
  if (transport === 'tcp') {
    const client = new TcpClient(t, port, { address: to, from })
    client.ask(message)
    await client.receive(1)
    client.socket.destroy()
    return client.answers[0]!
  }
  const socket = createSocket('udp4')
  try {
    socket.bind(0, from)
    await once(socket, 'listening')
    socket.send(message, port, to)
    const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })) as [Buffer]
    return new Uint8Array(answer)
  } finally {
    socket.close()
  }
}
