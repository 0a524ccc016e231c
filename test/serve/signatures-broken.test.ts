// Signed requests that somebody on the way has changed, cut or put together from parts: none of them is answered as if it were good,
// and none as if nobody had signed it.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { get16, put16 } from '../../src/dns/big-endian.ts'
import { Rcode, rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { findTsig } from '../../src/wire/tsig/record.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const head = '@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'
const files = {
  'inside.zone': `$TTL 60\n${head}who A 10.0.0.1\n`,
  'outside.zone': `$TTL 60\n${head}who A 192.0.2.25\n`,
  'janus.yaml': `listen: ["127.0.0.1:0"]
views: {internal: [127.0.0.9], external: [any]}
zones:
  example.com: {internal: inside.zone, external: outside.zone}
tsig:
  inside: {view: internal, from: [127.0.0.0/8]}
transfers:
  - {key: inside}
`,
}
type Tap = Parameters<typeof serve>[0]
const now = () => Math.floor(Date.now() / 1000)
const key = tsigKey('hmac-sha256', 'inside', SECRET)

async function started(t: Tap): Promise<Janus> {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  const text = `key "inside" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
  writeFileSync(join(folder, 'keys', 'tsig', 'inside.key'), text, { mode: 0o600 })
  return serve(t, folder)
}

/** `inside`, `outside`, or the rcode; with the error of the TSIG record. */
function told(answer: Uint8Array): string {
  const read = readMessage(answer)
  if (read === undefined) return `unreadable ${Buffer.from(answer).toString('hex')}`
  const found = findTsig(answer)
  const error = found.kind === 'found' ? ` ${found.tsig.error}${found.tsig.macLength > 0 ? ' signed' : ''}` : ''
  if (read.rcode !== Rcode.NOERROR) return `${rcodeName(read.rcode)}${error}`
  const text = Buffer.from(answer).toString('latin1')
  const [inside, outside] = ['\x0a\x00\x00\x01', '\xc0\x00\x02\x19'].map((address) => text.includes(address))
  return `${inside ? 'inside' : outside ? 'outside' : 'nothing'}${error}`
}

/** All on one connection, behind each other; each under its number as the ID of its header. */
async function ask(t: Tap, janus: Janus, messages: readonly Uint8Array[]): Promise<ReadonlyMap<number, string>> {
  const numbered = messages.map((message, i) => {
    const copy = message.slice()
    put16(copy, 0, i)
    return copy
  })
  // Told last, so that all others were answered before.
  const last = queryFor('who.example.com. A')
  put16(last, 0, LAST)
  const client = new TcpClient(t, janus.port(), { from: '127.0.0.1' })
  client.ask(...numbered, last)
  const answers = new Map<number, string>()
  for (let i = 1; ; i++) {
    await client.receive(i)
    const answer = client.answers[i - 1]
    if (answer === undefined) throw new Error('the connection was cut')
    if (get16(answer, 0) === LAST) break
    answers.set(get16(answer, 0), told(answer))
  }
  client.socket.destroy()
  return answers
}

const LAST = 0xffff
const query = () => queryFor('who.example.com. A')
const signed = () => signRequest(key, query(), now()).message

t.test('signed requests that somebody has changed', async (t) => {
  const janus = await started(t)
  await t.test('every bit of a signed request, turned: it is answered as what it is then', async (t) => {
    const message = signed()
    const found = findTsig(message)
    if (found.kind !== 'found') throw new Error('unsigned')
    const { owner, macAt, macLength } = found.tsig
    const name = owner + 'inside'.length + 1
    const turned = Array.from({ length: (message.length - 2) * 8 }, (_, i) => {
      const copy = message.slice()
      copy[2 + (i >> 3)]! ^= 1 << (i & 7)
      return copy
    })
    const answers = await ask(t, janus, turned)
    const wrong = turned.flatMap((copy, i) => {
      const [at, answer] = [2 + (i >> 3), answers.get(i)]
      const isQr = at === 2 && (i & 7) === 7
      // Names of keys and algorithms have no case, and another type of record is no signature.
      const isCase = copy[at]! >= 0x41 && copy[at]! <= 0x5a && at > owner && at < macAt
      const isOtherType = at === name + 1 || at === name + 2
      const isRight =
        answer === undefined
          ? isQr
          : answer === 'inside 0 signed'
            ? isCase
            : answer === 'outside'
              ? isOtherType
              : /^(FORMERR|NOTAUTH 16|NOTAUTH 17)$/.test(answer) &&
                (at < macAt || at >= macAt + macLength || / 16$/.test(answer))
      return isRight ? [] : [`octet ${at} bit ${i & 7}: ${answer}`]
    })
    t.same(wrong, [])
  })

  await t.test(
    'cut, lengthened, signed twice, or with the record elsewhere: FORMERR, and nothing of any view',
    async (t) => {
      const message = signed()
      const found = findTsig(message)
      if (found.kind !== 'found') throw new Error('unsigned')
      const record = message.subarray(found.tsig.owner)
      const plain = message.subarray(0, found.tsig.owner)
      const opt = Uint8Array.of(0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0)
      /** Octets joined, with so many records in answer, authority and additional section. */
      const made = (parts: readonly Uint8Array[], counts: readonly number[]) => {
        const out = new Uint8Array(Buffer.concat(parts))
        for (const [i, count] of counts.entries()) put16(out, 6 + 2 * i, count)
        return out
      }
      const cases: readonly Uint8Array[] = [
        ...Array.from({ length: message.length - 12 }, (_, i) => message.slice(0, 12 + i)),
        ...[1, 2, 11, 40].map((more) => made([message, new Uint8Array(more)], [0, 0, 1])),
        made([plain, record, record], [0, 0, 2]),
        made([plain, record, opt], [0, 0, 2]),
        made([plain, opt, record, opt], [0, 0, 3]),
        made([plain, record], [1, 0, 0]),
        made([plain, record], [0, 1, 0]),
        made([plain, record], [0, 0, 0]),
        made([plain, record], [0, 0, 2]),
        // Signed over, by whoever has the key: the record within is none of this message.
        signRequest(key, made([plain, record], [0, 0, 1]), now()).message,
        signRequest(key, made([plain, record], [0, 1, 0]), now()).message,
      ]
      const answers = await ask(t, janus, cases)
      t.same(
        cases.flatMap((_, i) => (answers.get(i) === 'FORMERR' ? [] : [`${i}: ${answers.get(i)}`])),
        [],
      )
    },
  )

  await t.test('clocks at the ends of their range, and names that point back', async (t) => {
    const pointing = new Uint8Array(Buffer.concat([queryFor('inside. A'), signed().subarray(33)]))
    const at = queryFor('inside. A').length
    // The name of the key is that of the question.
    const short = new Uint8Array(
      Buffer.concat([pointing.subarray(0, at), Uint8Array.of(0xc0, 12), pointing.subarray(at + 8)]),
    )
    put16(short, 10, 1)
    const answers = await ask(t, janus, [
      signRequest(key, query(), 0).message,
      signRequest(key, query(), 2 ** 48 - 1).message,
      signRequest(key, query(), now() + 299).message,
      short,
    ])
    t.same([...answers.values()], ['NOTAUTH 18 signed', 'NOTAUTH 18 signed', 'inside 0 signed', 'NOTAUTH 16'])
  })
})
