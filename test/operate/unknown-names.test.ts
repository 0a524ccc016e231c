// Whoever names what is not there is refused, by every verb that takes a name: commands end with 1, and not as if all were well.

import t from 'tap'
import { VerbError } from '../../src/operate/errors.ts'
import { findVerb, verbs } from '../../src/operate/table.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

/** What else a verb wants to know. */
const beside: Readonly<Record<string, object>> = {
  'list-add': { entry: '192.0.2.1' },
  'list-remove': { entry: '192.0.2.1' },
  'list-flush': { yes: true },
  'dynamic-drop': { name: 'www' },
  'dnssec-roll': { key: 'zsk' },
  'dnssec-seen': { tag: 1 },
  'dnssec-gone': { tag: 1 },
  diff: { left: 'internal', right: 'external' },
}

/** Of these a zone is a filter of what there is. */
const FILTERS: ReadonlySet<string> = new Set(['zones'])

type Answer = { readonly code?: string; readonly result: unknown }

const LISTS = 'lists: {pop.univ.example: {leases: 10m}}\n'

t.test('a zone that is not there', async (t) => {
  const site = new Site(folderOf(t, campus(LISTS)))
  await site.start()
  t.teardown(() => site.stop())
  const codeOf = async (verb: string, options: object) => {
    const answer = (await told(operatedOf(site.server), everybody, { verb, options }).catch((error: unknown) => {
      // It was found out while lines were told.
      if (error instanceof VerbError) return { code: error.code }
      throw error
    })) as Answer
    if (answer.code !== undefined) return answer.code
    return findVerb(verb)!.told(answer.result)?.good ? 'done' : 'refused'
  }
  const about = verbs.filter(({ name, request, command }) => command && 'zone' in request && !FILTERS.has(name))
  t.ok(about.length > 12, about.map(({ name }) => name).join(' '))
  for (const { name } of about)
    t.match(await codeOf(name, { zone: 'nobody.example', ...beside[name] }), /^(no-zone|refused)$/, name)
  // Those of programs alone: an empty answer would say that nothing is wrong.
  for (const name of [
    'audit',
    'findings',
    'leaks',
    'diff',
    'rrsets',
    'dnssec-timetable',
    'dnssec-roll',
    'dnssec-seen',
    'dnssec-gone',
  ])
    t.equal(await codeOf(name, { zone: 'nobody.example', ...beside[name] }), 'no-zone', name)
  t.equal(await codeOf('catalog-show', { catalog: 'nobody.example' }), 'no-zone')
  t.equal(await codeOf('list-show', { zone: 'pop.univ.example', entry: '192.0.2.1' }), 'no-entry')
  t.equal(await codeOf('list-remove', { zone: 'pop.univ.example', entry: '192.0.2.1' }), 'no-entry')
  t.equal(await codeOf('rollback', { generation: 77 }), 'no-generation')
  t.equal(await codeOf('audit', { what: 'typo' }), 'bad-request')
  t.equal(await codeOf('audit', { zone: 'UNIV.example' }), 'done', 'nobody has changed it yet')
  for (const what of ['update', 'rollback']) t.equal(await codeOf('audit', { what }), 'done', 'it has not happened yet')
  for (const verb of ['dnssec', 'transfers', 'transfers-check', 'dynamic-show'])
    t.equal(await codeOf(verb, { zone: 'UNIV.example' }), 'done', `${verb}: there is nothing to tell of this one`)
})
