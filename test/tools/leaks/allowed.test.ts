// `janus check` tells leaks, but not those that somebody allows, until their last day.

import { join } from 'node:path'
import t from 'tap'
import { checkViews } from '../../../src/check/check-views.ts'
import { rulesFor } from '../../../src/check/ruleset.ts'
import { allSays } from '../../../src/cli/all-says.ts'
import { loadWords } from '../../../src/cli/speaker.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { toldProblems } from '../../../src/text/findings/told.ts'
import { withoutAllowedLeaks } from '../../../src/tools/leaks/allowed.ts'
import { readFaces } from '../../support/load.ts'
import { janus } from '../../support/run-janus.ts'

const words = await loadWords('en', allSays)

const zone =
  '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 203.0.113.1\nvpn A 10.0.0.9\nweb HTTPS 1 . ipv4hint=10.0.0.8\nweb A 10.0.0.8\nx TXT "v=spf1 ip4:192.168.1.0/24 -all"\n'

function leaks(allowed: string, views = 'internal: [10.0.0.0/8], external: [any]', day = '2026-06-01'): string[] {
  const folder = t.testdir({
    'janus.yaml': `views: {${views}}\nzones: {example.com: {external: a.zone}}\n${allowed}`,
    'a.zone': zone,
  })
  const { settings, problems } = loadConfig(join(folder, 'janus.yaml'))
  if (!settings)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  const rules = rulesFor('check').filter(({ rule }) => /^leak-|^address-private/.test(rule.name))
  const faces = readFaces(settings, rules)
  const all = settings.views.map(({ name, public: open }, view) => ({
    name,
    public: open,
    members: settings.zones.flatMap(({ origin, faces: own }) =>
      own
        .filter((face) => face.view === view)
        .map((face) => ({ apex: origin, read: faces.get(face)!.subject && (faces.get(face) as never) })),
    ),
  }))
  return toldProblems(withoutAllowedLeaks(checkViews(rules, all), settings, faces, day), words).map(
    ({ rule, place, message }) => `${place.line} ${rule}${/allowed until.*/.exec(message)?.[0] ?? ''}`,
  )
}

t.test('what a public view tells of the inside is found', async (t) => {
  const all = ['5 address-private', '7 address-private', '6 leak-address', '8 leak-address']
  t.same(leaks('').sort(), all.sort())
  t.same(leaks('', 'internal: [any], external: [10.0.0.0/8]'), [], 'in a view for everybody alone')
  t.same(leaks('', 'external: {clients: [10.0.0.0/8], public: true}').length, 4, 'or in one that is called public')
  t.same(leaks('', 'internal: [10.0.0.0/8], external: {clients: [any], public: false}'), [])
})

t.test('an allowance is for a name, a type, a zone or a view, and ends with its last day', async (t) => {
  const one = (item: string, day?: string) => leaks(`allowed-leaks: [${item}]\n`, undefined, day).sort()
  t.same(one('{name: vpn.example.com, reason: r}'), ['6 leak-address', '7 address-private', '8 leak-address'])
  t.same(one('{type: A, reason: r}'), ['6 leak-address', '8 leak-address'])
  t.same(one('{name: "*.example.com", type: A, reason: r, until: 2026-06-01}'), ['6 leak-address', '8 leak-address'])
  t.same(one('{zone: example.com, view: external, reason: r}'), [])
  t.same(one('{zone: example.com, view: internal, reason: r}').length, 4)
  t.match(
    one('{name: vpn.example.com, reason: testing, until: 2026-05-31}')[0],
    '5 address-privateallowed until 2026-05-31: testing',
  )
})

t.test('an allowance that has expired does not stand before one that holds', async (t) => {
  const old = '{zone: example.com, reason: move, until: 2026-01-31}'
  const valid = '{name: vpn.example.com, reason: wanted}'
  for (const items of [`${old}, ${valid}`, `${valid}, ${old}`]) {
    const found = leaks(`allowed-leaks: [${items}]\n`)
    t.notOk(
      found.some((line) => line.startsWith('5 ')),
      items,
    )
    t.equal(found.length, 3)
  }
})

t.test('janus check keeps to it', async (t) => {
  const config =
    'views: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {external: a.zone, internal: a.zone}}\n'
  const folder = t.testdir({
    'janus.yaml': config,
    'allowed.yaml': `${config}allowed-leaks: [{zone: example.com, reason: they are for the training}]\n`,
    'a.zone': zone,
  })
  t.match(janus(['check'], folder).stdout, /\[leak-address\]/)
  t.notMatch(janus(['check', '--config', 'allowed.yaml'], folder).stdout, /\[leak-address\]|\[address-private\]/)
})

t.test('networks that the configuration calls inside are told too', async (t) => {
  const folder = t.testdir({
    'janus.yaml':
      'views: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {external: a.zone}}\ninside: ["2001:db8:99::/48", 203.0.113.0/24]\n',
    'a.zone': `${zone}lab AAAA 2001:db8:99::7\nother AAAA 2001:db8:1::7\n`,
  })
  const { stdout } = janus(['check'], folder)
  t.match(stdout, /a\.zone:9:10: warning: the address 2001:db8:99::7 .* 2001:db8:99::\/48.*\[leak-inside\]/)
  t.match(stdout, /a\.zone:4:6: warning: .*203\.0\.113\.0\/24.*\[leak-inside\]/)
  t.notMatch(stdout, /a\.zone:10:.*leak-inside/)
})

t.test('however many leaks are allowed, another one is told', async (t) => {
  const config = `views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {external: a.zone}}
allowed-leaks: [{name: "*.lab.example.com", reason: a lab}]
`
  const lab = Array.from({ length: 150 }, (_, i) => `h${i}.lab A 10.0.1.${i}\n`).join('')
  const folder = t.testdir({ 'janus.yaml': config, 'a.zone': `${zone}${lab}new A 10.0.2.1\n` })
  const { stdout } = janus(['check'], folder)
  t.match(stdout, 'a.zone:159:7: warning: ')
  t.notMatch(stdout, 'more of the same kind')
})
