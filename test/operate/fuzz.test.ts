// Whatever comes in over the control socket, the server lives, answers in one line, and keeps nobody waiting.

import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { MAX_REQUEST } from '../../src/operate/control/protocol.ts'
import { openControlSocket } from '../../src/operate/control/socket.ts'
import { commonErrors } from '../../src/operate/errors.ts'
import { findVerb, verbs } from '../../src/operate/table.ts'
import { folderOf } from '../support/janus.ts'
import { operatedOf } from '../support/operated.ts'
import fc from '../support/properties.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

/** Everything that comes back, with the other side's end. */
function exchange(path: string, octets: Uint8Array | string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path, () => socket.end(octets))
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.on('error', reject).on('close', () => resolve(text))
  })
}

const names = verbs.map(({ name }) => name)
const fields = [...new Set(verbs.flatMap(({ request }) => Object.keys(request)))]
const odd = fc.constantFrom('__proto__', 'constructor', 'toString', '', '\0', 'é'.repeat(300))
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(true, false, 0, 1, -1, 2 ** 53, 1e308, null, '', 'on', '::1', 'www.univ.example', 'A'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.anything({ maxDepth: 3 }) },
)
const fitting: Readonly<Record<string, unknown>> = {
  ...{ limit: 2, after: 'x-1:0', generation: 1, on: false, view: 'internal', client: '192.0.2.0/24', oneIn: 3 },
  ...{ address: '127.0.0.1', name: 'www.univ.example', type: 'MX', tcp: true, dnssec: true },
}
const rarely = (arbitrary: fc.Arbitrary<unknown>, often: fc.Arbitrary<unknown> = fc.constant(undefined)) =>
  fc.oneof({ weight: 12, arbitrary: often }, { weight: 1, arbitrary })
const fieldsOf = (verb: string) =>
  fc.record(
    Object.fromEntries(
      Object.keys(findVerb(verb)?.request ?? {}).map((key) => [key, rarely(value, fc.constant(fitting[key]))]),
    ),
    { requiredKeys: verb === 'explain' ? ['address', 'name'] : verb === 'query-log' ? ['on'] : [] },
  )
const strange = fc.dictionary(fc.oneof(fc.constantFrom(...fields), odd), value, { maxKeys: 6 })
const request = fc
  .oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 2, arbitrary: odd })
  .chain((verb) =>
    fc.record({
      verb: fc.constant(verb),
      options: fc.oneof({ weight: 4, arbitrary: fieldsOf(verb) }, { weight: 1, arbitrary: fc.oneof(strange, value) }),
      stream: rarely(value, fc.boolean()),
      ...{ only: rarely(value), config: rarely(value), revision: rarely(value) },
    }),
  )
const lines = fc.oneof(
  { weight: 6, arbitrary: request.map((request) => `${JSON.stringify(request)}\n`) },
  { weight: 2, arbitrary: fc.json().map((json) => `${json}\n`) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }).map((octets) => Buffer.from([...octets, 10])) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\n',
      '{}\n',
      'null\n',
      '[]\n',
      '"zones"\n',
      '{"verb":"plan","config":"a\\u0000b"}\n',
      `${'['.repeat(60_000)}\n`,
    ),
  },
)

t.test('any request gets an answer, and the server goes on', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  // What changes the server is done for nothing here: a request may well ask for it.
  const operated = operatedOf(site.server, { reload: async () => await site.server.plan() })
  const path = join(site.folder, 'fuzz.sock')
  const { server } = await openControlSocket({ path, group: undefined }, operated)
  t.teardown(() => server.close())
  const codes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(lines, async (line) => {
      const said = (await exchange(path, line)).split('\n')
      if (said.pop() !== '') throw new Error('the last line is not whole')
      const [first, ...more] = said.map((text) => JSON.parse(text))
      if (first.version !== '0.0.0-test') throw new Error('it does not say its version')
      const last = first.stream ? more.at(-1) : first
      const kind = ['error', 'result', 'other', 'end'].filter((key) => key in last)
      if (kind.length !== 1) throw new Error(`${kind} in ${JSON.stringify(last)}`)
      const code: string = last.code ?? kind[0]
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (kind[0] !== 'error') return
      if (typeof last.error !== 'string' || last.error.length > 1200) throw new Error(`no sentence: ${last.error}`)
      if (last.code === 'failed') throw new Error(last.error)
      const verb = findVerb(requestVerb(line))
      if (![...commonErrors, ...(verb?.errors ?? [])].includes(last.code))
        throw new Error(`${last.code} of ${verb?.name}`)
    }),
    { numRuns: 400 },
  )
  for (const code of ['bad-request', 'unknown-verb', 'result'])
    t.ok((codes.get(code) ?? 0) > 5, `${code}: ${codes.get(code)}`)
  t.match(await exchange(path, '{"verb":"health"}\n'), /"alive":true/)
})

function requestVerb(line: Uint8Array | string): string {
  try {
    return String(JSON.parse(line.toString()).verb)
  } catch {
    return ''
  }
}

t.test('a request that is too long is told so, and one that never ends is cut off', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const path = join(site.folder, 'long.sock')
  const { server } = await openControlSocket({ path, group: undefined }, operatedOf(site.server))
  t.teardown(() => server.close())
  t.match(await exchange(path, 'x'.repeat(MAX_REQUEST + 1)), /cannot read the request: it has more than 65536 octets/)
  t.match(
    await exchange(path, `${JSON.stringify({ verb: 'zones', options: { x: 'y'.repeat(60_000) } })}\n`),
    /no such field/,
  )
  t.match(
    await exchange(path, `"${'é'.repeat(MAX_REQUEST / 2)}"\n`),
    /more than 65536 octets/,
    'octets, not characters',
  )
  for (const none of ['{}\n', '[]\n']) t.match(await exchange(path, none), /give an object with \\"verb\\"/)
  t.match(await exchange(path, '{"verb":"health"}'), /"alive":true/, 'the end of the line may be missing')
  t.equal(await exchange(path, ''), '')
})
