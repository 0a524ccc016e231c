// Lists of clients as nobody would write them, compared with the real named: whoever may ask a zone there may ask it here, and
// nobody else.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { generationOf } from '../../../src/store/generation/generation.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { TestServer } from '../../support/ask.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf } from '../../support/janus.ts'
import { loadViews } from '../../support/load.ts'
import { labelsOf } from '../../support/name.ts'
import fc from '../../support/properties.ts'
import { queryOf } from '../../support/query.ts'
import { until } from '../../support/until.ts'
import { client, hasNamed, LONG, startNamed } from './named.ts'

const sources = ['127.0.0.1', '127.1.0.1', '127.1.2.1', '127.1.2.3', '127.2.0.1', '127.9.9.9']
const prefix = fc.constantFrom(
  '127.1.0.0/16',
  '127.1.2.0/24',
  '127.1.2.3',
  '127.2/16',
  '127.0.0.1',
  'any',
  'none',
  'campus',
  'odd',
)
const { list } = fc.letrec<{ list: string; element: string }>((tie) => ({
  list: fc
    .tuple(fc.array(tie('element'), { minLength: 1, maxLength: 4, size: 'max' }), fc.boolean())
    .map(([all, open]) => `{ ${[...all, ...(open ? ['any'] : [])].map((one) => `${one};`).join(' ')} }`),
  element: fc
    .tuple(
      fc.boolean(),
      fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: 4, arbitrary: prefix }, tie('list')),
    )
    .map(([not, what]) => (not ? `!${what}` : what)),
}))
const ZONES = 12
const shape = fc.record({
  shutOut: fc.option(list),
  options: fc.option(list),
  views: fc.array(
    fc.record({ clients: list, own: fc.option(list), zones: fc.array(list, { minLength: 2, maxLength: 2 }) }),
    {
      minLength: ZONES / 4,
      maxLength: ZONES / 4,
    },
  ),
})

t.test('nobody may ask more or less than named lets him', { skip: !hasNamed && 'BIND is not installed' }, async (t) => {
  const seed = Number(process.env.ACCESS_SEED ?? 7)
  const runs = Number(process.env.ACCESS_RUNS ?? 4)
  let answered = 0
  for (const { shutOut, options, views } of fc.sample(shape, { seed, numRuns: runs })) {
    const port = await freePort()
    const names = ['univ.example', 'x.univ.example', 'public.example']
    const conf = `acl campus { 127.1/16; 127.2.0.1; };
acl odd { !127.1.2/24; !{ !127.2/16; 127.0.0.1; }; any; };
options { directory "."; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none;
  recursion no; dnssec-validation no; ${shutOut === null ? '' : `blackhole { !127.9.9.9; ${shutOut}; };`} ${options === null ? '' : `allow-query ${options};`} };
${views
  .map(
    ({ clients, own, zones }, i) => `view v${i} { match-clients ${clients}; ${own === null ? '' : `allow-query ${own};`}
${names.map((name, j) => `zone "${name}" { type primary; file "z${i}"; ${zones[j] ? `allow-query ${zones[j]};` : ''} };`).join('\n')} };`,
  )
  .join('\n')}
view last { ${names.map((name) => `zone "${name}" { type primary; file "last"; };`).join(' ')} };
`
    const zone = (tag: string) =>
      `$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n@ TXT ${tag}\nx TXT above-${tag}\n`
    const files = Object.fromEntries(['last', ...views.map((_, i) => `z${i}`)].map((tag) => [tag, zone(tag)]))
    const folder = folderOf(t, { ...files, 'named.conf': conf })
    startNamed(t, folder)
    for (const [path, text] of importNamedConf(join(folder, 'named.conf')).files) {
      mkdirSync(dirname(join(folder, 'new', path)), { recursive: true })
      writeFileSync(join(folder, 'new', path), text)
    }
    const { settings } = loadConfig(join(folder, 'new/janus.yaml'))
    const ours = new TestServer(generationOf(settings!, loadViews(settings!), 1))
    // Nobody can tell silence from a server that is not there yet: 127.9.9.9 always gets an answer.
    const sockets = await Promise.all(sources.map((source) => client(source, port)))
    t.teardown(() => {
      for (const { close } of sockets) close()
    })
    await firstAnswer(sockets.at(-1)!)
    for (const [i, source] of sources.entries())
      for (const name of names) {
        const query = queryOf(labelsOf(nameFromText(name)), 16, {})
        const own = readMessage(ours.send(query, { from: source }))!
        const theirs = await sockets[i]!.ask(query, own.rcode === 0 ? LONG : undefined)
        if (theirs?.rcode === 0) answered++
        const told = (message: typeof theirs) =>
          message?.rcode === 0 ? Buffer.from(message.answer[0]!.rdata).toString() : 'nothing'
        if (told(own) !== told(theirs)) t.equal(told(own), told(theirs), `${name} from ${source}\n${conf}`)
        if (theirs === undefined) break
      }
  }
  t.ok(answered > runs, `${answered} answers`)
})

async function firstAnswer({ ask }: Awaited<ReturnType<typeof client>>): Promise<void> {
  const query = queryOf(labelsOf(nameFromText('none.example')), 6, {})
  await until('an answer of named', async () => (await ask(query)) !== undefined)
}
