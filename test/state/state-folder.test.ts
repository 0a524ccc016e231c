// Janus keeps things in the state folder, and nowhere else.

import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { type KeepRequest, StateFolder } from '../../src/state/state-folder.ts'
import { zoneOf } from '../support/zones.ts'

const zone = zoneOf('a.example', '$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n')

function request(view: string): KeepRequest {
  return {
    view,
    name: 'a.example.',
    zone,
    configured: [],
    clients: '',
    sources: [],
    lines: { files: [], runs: [] },
    judged: '',
    problems: [],
  }
}

t.test('a link in place of a view’s folder is told of, and nothing is written behind it', async (t) => {
  const path = t.testdir({ zones: {}, elsewhere: {} })
  symlinkSync('../elsewhere', join(path, 'zones/in'))
  const state = new StateFolder(path)
  t.match(state.keep([request('in')]), [{ message: /zones\/in is a link, and nothing is kept behind it$/ }])
  t.same(readdirSync(join(path, 'elsewhere')), [])
  t.same(state.keep([request('out')]), [], 'another view is kept')
  t.equal((state.read('out', 'a.example.') as { zone: typeof zone }).zone.serial, 1)
})

t.test('a link in place of a new file is not written through', async (t) => {
  const path = t.testdir({ precious: 'precious' })
  const state = new StateFolder(path)
  const image = state.pathOf('in', 'a.example.')
  mkdirSync(dirname(image), { recursive: true })
  const waiting = [`${image}.next.${process.pid}.new`, join(path, 'zones/good-views.json.next')]
  for (const name of waiting) symlinkSync(join(path, 'precious'), name)
  t.same(state.keep([request('in')]), [])
  state.keepGoodViews('1', ['in'])
  t.same([...state.goodViews('1')], ['in'])
  t.equal(readFileSync(join(path, 'precious'), 'utf8'), 'precious')
})
