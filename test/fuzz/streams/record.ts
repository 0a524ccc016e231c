// `node test/fuzz/streams/record.ts`: writes down what BIND, NSD and Knot DNS send for a zone and for what has changed in it.

import { renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Type, typeName } from '../../../src/dns/types.ts'
import { Frames } from '../../../src/net/frames.ts'
import { requestMessage } from '../../../src/transfer/request.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { primaryKinds, sources } from '../../peers/primary-kinds.ts'
import { run } from '../../peers/process.ts'
import { APEX, versions } from './recorded.ts'

const ID = 0x4a53
const found: object[] = []
for (const { name, program, instances, setup } of primaryKinds) {
  const peer = await run((port, folder) => {
    const made = setup(instances[0]!, { port, janus: 9, folder, keyed: false })
    return {
      program: program!,
      ...made,
      files: { ...made.files, 'internal.zone': versions[0]!, 'external.zone': versions[0]! },
    }
  })
  const whole = await until(
    () => asked(peer.port, Type.AXFR),
    (messages) => answers(messages) > 1,
  )
  for (const text of versions.slice(1)) {
    writeFileSync(join(peer.folder, 'new'), text)
    renameSync(join(peer.folder, 'new'), join(peer.folder, 'internal.zone'))
    const serial = /SOA \S+ \S+ (\d+)/.exec(text)![1]
    peer.reload()
    await until(
      () => asked(peer.port, Type.AXFR),
      (messages) => Buffer.concat(messages).includes(serialOctets(Number(serial))),
    )
  }
  const changes = await until(
    () => asked(peer.port, Type.IXFR, 1),
    (messages) => answers(messages) > 3,
  )
  for (const [type, messages] of [
    [Type.AXFR, whole],
    [Type.IXFR, changes],
  ] as const)
    found.push({ from: name, type: typeName(type), messages: messages.map((one) => Buffer.from(one).toString('hex')) })
  await peer.stop()
}
writeFileSync(new URL('./recorded.json', import.meta.url), `${JSON.stringify(found, undefined, 1)}\n`)

function serialOctets(serial: number): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(serial)
  return octets
}

function answers(messages: readonly Uint8Array[]): number {
  return messages.reduce((sum, one) => sum + (readMessage(one)?.answer.length ?? 0), 0)
}

async function until<R>(ask: () => Promise<R>, isIt: (got: R) => boolean): Promise<R> {
  for (;;) {
    const got = await ask()
    if (isIt(got)) return got
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** All messages until the second SOA of the newest version, or until the peer says no more. */
function asked(port: number, type: number, serial?: number): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    const messages: Uint8Array[] = []
    const frames = new Frames()
    const socket = connect({ port, host: '127.0.0.1', localAddress: sources.internal })
    const quiet = setTimeout(() => socket.destroy(), 700)
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(quiet)
      resolve(messages)
    })
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      while (frames.next() >= 0) messages.push(frames.bytes.slice(frames.from, frames.to))
    })
    const query = requestMessage({
      id: ID,
      apex: APEX,
      type,
      edns: true,
      stream: true,
      ...(serial !== undefined && { serial }),
    })
    const length = Buffer.alloc(2)
    length.writeUInt16BE(query.length)
    socket.write(Buffer.concat([length, query]))
  })
}
