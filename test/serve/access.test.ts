// Cookies, limits and identity of the real server: the same in all its threads, as its configuration has them.

import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { get16 } from '../../src/dns/big-endian.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { octets } from '../support/hex.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n'
const config = (udp: string, more: string) => `listen: ["127.0.0.1:0"]
workers: 2
udp: ${udp}
views: {inside: [127.0.0.1/32], outside: [any]}
zones: {example.com: example.com.zone}
${more}
`
const secret = 'e5e973e5a6b2a43f48e7dc849e37bfcf'
const plain = queryFor('ns.example.com. A')
const version = queryFor('version.bind. TXT', { class: 3 })

for (const udp of ['auto', 'portable'])
  t.test(`udp: ${udp}`, async (t) => {
    const folder = folderOf(t, {
      'example.com.zone': zone,
      'janus.yaml': config(udp, `cookies: {secret: ${secret}}\nversion: "9"\nrate-limit: {responses-per-second: 10}`),
    })
    const janus = await serve(t, folder)

    await t.test('a limit is one limit for all threads, and what is held back is cut or dropped', async (t) => {
      const begun = performance.now()
      const answers = await ask(janus, '127.0.0.2', Array(200).fill(plain))
      const seconds = (performance.now() - SILENCE - begun) / 1000
      const whole = answers.filter((answer) => get16(answer, 6) === 1).length
      const cut = answers.filter((answer) => get16(answer, 2) & Bit.TC).length
      // A new second may begin on the way, and earns at most so much again.
      const most = 10 * (Math.max(Math.floor(seconds), 0) + 2)
      t.ok(whole >= 10 && whole <= most, `${whole} of 200 are answered, of ${most}`)
      t.ok(Math.abs(cut - (200 - whole) / 2) <= 5, `${cut} are cut`)
      t.equal(whole + cut, answers.length)
    })

    await t.test('a cookie from one thread is valid in all, and lifts the limit', async (t) => {
      const query = Uint8Array.from([...plain, ...octets('00 0029 04d0 00000000 000c 000a 0008 2464c4abcf10c957')])
      query[11] = 1
      // While the limit holds: BADCOOKIE, with a cookie to come back with.
      const [first] = (await ask(janus, '127.0.0.2', Array(4).fill(query))).map((answer) => readMessage(answer)!)
      t.equal(first?.rcode, Rcode.BADCOOKIE)
      const cookie = first!.opt!.options[0]!.data
      t.equal(cookie.length, 24)
      const proven = Uint8Array.from([...plain, ...octets('00 0029 04d0 00000000 001c 000a 0018'), ...cookie])
      proven[11] = 1
      const answers = await ask(janus, '127.0.0.2', Array(100).fill(proven))
      t.equal(answers.filter((answer) => get16(answer, 6) === 1).length, 100)
    })

    await t.test('version.bind is told inside, and refused where everybody may ask', async (t) => {
      const [inside] = await ask(janus, '127.0.0.1', [version])
      t.same(readMessage(inside!)?.answer[0]?.rdata, octets('01 39'))
      const [outside] = await ask(janus, '127.0.0.3', [version])
      t.ok(outside === undefined || readMessage(outside)?.answer.length === 0)
    })

    await t.test('limits come and go by a reload', async (t) => {
      writeFileSync(join(folder, 'janus.yaml'), config(udp, ''))
      janus.signal('SIGHUP')
      await janus.logged('reloaded')
      const answers = await ask(janus, '127.0.0.2', Array(200).fill(plain))
      t.equal(answers.filter((answer) => get16(answer, 6) === 1).length, 200)
    })
  })

/** What comes back to queries sent each from a socket of its own, so that all threads get some; in any order. */
async function ask(janus: Janus, from: string, queries: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const answers: Uint8Array[] = []
  const sockets = queries.map(() => createSocket('udp4'))
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(resolve, SILENCE)
    }
    for (const [i, socket] of sockets.entries()) {
      socket.once('message', (answer) => {
        answers.push(answer)
        wait()
        if (answers.length < queries.length) return
        clearTimeout(timer)
        resolve()
      })
      socket.bind(0, from, () => socket.send(queries[i]!, janus.port(), '127.0.0.1', wait))
    }
  })
  for (const socket of sockets) socket.close()
  return answers
}

/** No answer comes any more, so many milliseconds after the last one. */
const SILENCE = 3000
