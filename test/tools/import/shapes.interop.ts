// The import beside the real named: everything that clients may ask, in configurations as people write them. Whatever is not the
// same is in the report, and nobody is answered whom named refuses.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { Type, typeCode } from '../../../src/dns/types.ts'
import { generationOf } from '../../../src/store/generation/generation.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { readOwnAddresses } from '../../../src/tools/import/own-addresses.ts'
import { type Message, readMessage } from '../../../src/wire/message.ts'
import { TestServer } from '../../support/ask.ts'
import { messageOf } from '../../support/english.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf } from '../../support/janus.ts'
import { loadViews } from '../../support/load.ts'
import { labelsOf } from '../../support/name.ts'
import { queryOf } from '../../support/query.ts'
import { until } from '../../support/until.ts'
import { brief, client, hasNamed, startNamed } from './named.ts'
import { oddShapes } from './odd-shapes.ts'
import { type Shape, shapes, sources } from './shapes.ts'

for (const shape of [...shapes, ...oddShapes]) {
  t.test(shape.name, { skip: !hasNamed && 'BIND is not installed' }, async (t) => {
    const port = await freePort()
    // No word of named's leaves this host.
    const listen = [
      ...(shape.conf.includes('listen-on-v6') ? [] : ['listen-on-v6 { none; }']),
      ...['pid-file none', 'session-keyfile none', 'dnssec-validation no', 'zero-no-soa-ttl no'],
      `listen-on port ${port} { 127.0.0.1; }`,
    ].join('; ')
    const conf = shape.conf.replace('pid-file none;', '').replace('LISTEN', listen)
    const folder = folderOf(t, { ...shape.files, 'named.conf': conf })
    startNamed(t, folder)
    const imported = importNamedConf(join(folder, 'named.conf'), {
      giveResolved: shape.giveResolved ?? false,
      own: shape.own === undefined ? undefined : readOwnAddresses(shape.own),
    })
    for (const heading of ['widened', 'signed', 'resolved', 'lost'] as const) {
      const told = imported[heading].map(({ why }) => why)
      const missing = (shape[heading] ?? []).filter((piece) => !told.some((why) => why.includes(piece)))
      t.same([missing, told.length], [[], shape[heading]?.length ?? 0], `${heading}: ${told.join('; ')}`)
    }
    for (const [path, text] of imported.files) {
      mkdirSync(dirname(join(folder, 'new', path)), { recursive: true })
      writeFileSync(join(folder, 'new', path), text)
    }
    const yaml = imported.files.get('janus.yaml')!
    if (shape.views !== undefined) t.match(yaml, `views:\n${shape.views}zones:\n`)
    const { settings, problems } = parseConfig(join(folder, 'new/janus.yaml'), Buffer.from(yaml))
    t.same(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    )
    const loaded = loadViews(settings!)
    t.same(
      loaded.faces
        .filter(({ zone, face }) => zone === undefined && face.source.kind !== 'primary')
        .map(({ name, problems }) => [name, problems[0] && messageOf(problems[0])]),
      [],
    )
    const ours = new TestServer(generationOf(settings!, loaded, 1))
    const names = namesOf(shape)
    const wrong: string[] = []
    const differs = new Set<string>()
    for (const source of sources) {
      const { ask, close } = await client(source, port)
      t.teardown(close)
      const silent = shape.silent?.includes(source) === true
      for (const name of silent ? names.slice(0, 1) : names)
        for (const type of ['A', 'TXT', 'MX']) {
          const query = queryOf(labelsOf(nameFromText(name)), typeCode(type)!, { edns: 1232 })
          const theirs = silent ? undefined : await asked(ask, query)
          const own = readMessage(ours.send(query, { from: source }))!
          const verdict = compared(theirs, own)
          if (verdict === 'same') continue
          const isBelow = (zone: string) => name === zone || name.endsWith(`.${zone}`)
          if (shape.fetched?.some(isBelow) && rcodeName(own.rcode) === 'SERVFAIL') continue
          const below = shape.refused?.find(isBelow)
          if (verdict === 'refused' && below !== undefined) differs.add(below)
          else if (
            !(verdict === 'no recursion' && imported.resolved.length > 0) &&
            !(verdict === 'given' && shape.giveResolved)
          )
            wrong.push(`${source} ${name} ${type}: ${verdict}\n${theirs && brief(theirs)}\n---\n${brief(own)}`)
        }
    }
    t.same(wrong, [])
    t.same([...differs], shape.refused ?? [], 'all that is expected to be refused is')
  })
}

type Verdict = 'same' | 'no recursion' | 'given' | 'refused' | 'different' | 'answered although named refuses'

function compared(theirs: Message | undefined, own: Message): Verdict {
  const isRefused = rcodeName(own.rcode) === 'REFUSED'
  if (theirs === undefined || rcodeName(theirs.rcode) === 'REFUSED')
    return isRefused ? 'same' : 'answered although named refuses'
  if (brief(theirs) === brief(own) || isGoneOnWith(theirs, own)) return 'same'
  // Where it resolves names of others, named gives what it knows of the way there.
  if (theirs.authority.some(({ name }) => name.length === 1 && name[0] === 0))
    return isRefused ? 'no recursion' : 'given'
  // A zone that named could not load either.
  if (isRefused && rcodeName(theirs.rcode) === 'SERVFAIL') return 'same'
  if (!isRefused) return 'different'
  return 'refused'
}

/** An alias into another zone ends the answer of named; Janus goes on where that zone is the client's too. */
function isGoneOnWith({ answer }: Message, own: Message): boolean {
  if (answer.at(-1)?.type !== Type.CNAME || own.answer.length <= answer.length) return false
  return brief({ ...own, answer: own.answer.slice(0, answer.length) }) === brief({ ...own, answer })
}

async function asked(ask: (query: Uint8Array) => Promise<Message | undefined>, query: Uint8Array): Promise<Message> {
  let answer: Message | undefined
  await until('an answer of named', async () => {
    answer = await ask(query)
    return answer !== undefined
  })
  return answer!
}

/** All owners of all files, in every zone, and some names that nobody has. */
function namesOf({ conf, files }: Shape): string[] {
  const text = [conf, ...Object.values(files)].join('\n')
  const zones = [...text.matchAll(/zone "([^"]+)"/gi)].map(([, name]) => name!)
  const hosts = Object.values(files).flatMap((file) => [
    ...file.matchAll(/^([a-z0-9*/.-]+)(?= (?:A|MX|NS|CNAME|PTR) )/gm),
  ])
  const owners = new Set([...hosts.map(([, host]) => host!), 'none', 'a.none'])
  const names = new Set(['other.example', 'www.other.example'])
  for (const zone of new Set(zones)) {
    const origin = zone.toLowerCase().replace(/\.$/, '')
    if (origin !== '') names.add(origin)
    for (const owner of owners) names.add(owner.endsWith('.') ? owner : origin === '' ? owner : `${owner}.${origin}`)
  }
  return [...names]
}
