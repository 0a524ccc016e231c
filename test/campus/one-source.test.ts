// The sample campus writes its departments once; in two copies, as it was before, it gives the very same answers.

import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { typeName } from '../../src/dns/types.ts'
import { generationOf } from '../../src/store/generation/generation.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { plainSets } from '../../src/supply/plain-sets.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { compareSets } from '../../src/tools/diff/diff.ts'
import { queryMessage } from '../../src/wire/query-message.ts'
import { TestServer } from '../support/ask.ts'
import { loadViews } from '../support/load.ts'
import { janus } from '../support/run-janus.ts'

const here = import.meta.dirname
const one = load(join(here, '../../zones/janus.yaml'))
const two = load(join(here, 'two-copies/janus.yaml'))

function load(path: string) {
  const { settings, problems } = loadConfig(path)
  if (!settings)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  const loaded = loadViews(settings)
  return { settings, loaded, server: new TestServer(generationOf(settings, loaded, 1)) }
}

t.test('every zone of every view is the same', async (t) => {
  t.same(
    one.loaded.faces.map(({ view, name }) => `${view} ${name}`),
    two.loaded.faces.map(({ view, name }) => `${view} ${name}`),
  )
  for (const [i, face] of one.loaded.faces.entries()) {
    const other = two.loaded.faces[i]!
    t.equal(face.zone!.serial, other.zone!.serial, `${face.view} ${face.name}`)
    t.same(compareSets(plainSets(face.zone!, undefined), plainSets(other.zone!, undefined)), [])
  }
})

t.test('every name and type is answered alike from both sides', async (t) => {
  const names = new Map<string, Uint8Array>()
  const types = new Set<number>([99])
  for (const { zone } of one.loaded.faces)
    for (const { owner, type } of plainSets(zone!, undefined)) {
      names.set(nameText(owner), owner)
      types.add(type)
    }
  let asked = 0
  for (const [text, name] of names)
    for (const type of types)
      for (const from of ['10.0.0.1', '203.0.113.9']) {
        const query = queryMessage(name, type, false, 1232)
        const [mine, theirs] = [one, two].map(({ server }) => records(server.send(query, { from })))
        asked++
        if (mine !== theirs) t.equal(mine, theirs, `${text} ${typeName(type)} from ${from}`)
      }
  t.ok(asked > 1000, `${asked} questions`)
})

t.test('what differs between the faces is expected, and the way of the mail is proved', async (t) => {
  t.match(janus(['diff', 'internal', 'external', '--config', 'zones/janus.yaml']), { status: 0, stdout: / 0 new, / })
  t.match(janus(['mail', '--config', 'zones/janus.yaml']), { status: 0, stdout: /0 errors, 0 warnings/ })
  t.equal(janus(['check', '--config', 'zones/janus.yaml', '--strict']).status, 0)
})

/** The answers of both have the same records in the same order, but for the turns of rrsets. */
function records(message: Uint8Array): string {
  return Buffer.from(message).toString('latin1').split('').sort().join('')
}
