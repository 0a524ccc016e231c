// Cookies, limits and identity out of the configuration: what is given, what is common to all views, what is the default.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { responderOptions } from '../../../src/serve/responder-options.ts'
import { parseConfig } from '../../../src/text/config/load.ts'

const secret = 'e5e973e5a6b2a43f48e7dc849e37bfcf'

function read(text: string, file = '/etc/janus/janus.yaml') {
  const { settings, problems } = parseConfig(file, Buffer.from(`zones: {univ.example: univ.zone}\n${text}`))
  return { settings: settings!, errors: problems.filter(({ severity }) => severity === 'error') }
}

const defaults = {
  responses: 50,
  nodata: 50,
  nxdomains: 50,
  referrals: 50,
  errors: 50,
  all: 0,
  window: 15_000,
  slip: 2,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
  exempt: [],
  logOnly: false,
}

t.test('nothing said: cookies with a secret of our own, no limits, nothing told to everybody', async (t) => {
  const { access } = read('views: {inside: [10.0.0.0/8], tied: [], outside: [any]}').settings
  t.same(access, {
    ecsFrom: [],
    cookies: { secret: undefined, accept: [] },
    nsid: undefined,
    identity: undefined,
    version: undefined,
    rateLimit: undefined,
    views: [
      { proof: false, identify: true, errorTexts: false, rateLimit: undefined },
      { proof: false, identify: false, errorTexts: false, rateLimit: undefined },
      { proof: false, identify: false, errorTexts: false, rateLimit: undefined },
    ],
  })
})

t.test('one line turns limits on, for clients without a view too', async (t) => {
  const { access } = read('rate-limit: true').settings
  t.same(access.rateLimit, defaults)
  t.same(access.views[0]!.rateLimit, defaults)
})

t.test("a view's limits go before the common ones, and those before the defaults", async (t) => {
  const { settings } = read(`
rate-limit: {responses-per-second: 20, errors-per-second: 5, window: 1m, exempt: [192.0.2.0/24]}
views:
  none: {clients: [10.0.0.0/8], rate-limit: false}
  common: {clients: [11.0.0.0/8], rate-limit: true}
  own: {clients: [any], rate-limit: {responses-per-second: 7, slip: 0, log-only: true, exempt: []}}`)
  const common = { ...defaults, responses: 20, nodata: 20, nxdomains: 20, referrals: 20, errors: 5, window: 60_000 }
  const [none, both, own] = settings.access.views.map(({ rateLimit }) => rateLimit)
  t.equal(none, undefined)
  t.match(both, { ...common, exempt: [{ family: 4, bits: 24 }] })
  const rates = { responses: 7, nodata: 7, nxdomains: 7, referrals: 7 }
  t.same(own, { ...common, ...rates, slip: 0, logOnly: true, exempt: [] })
})

t.test('a view has limits where the others have none', async (t) => {
  const { access } = read('views: {a: [10.0.0.0/8], b: {clients: [any], rate-limit: true}}').settings
  t.same([access.rateLimit, ...access.views.map(({ rateLimit }) => rateLimit)], [undefined, undefined, defaults])
})

t.test('secrets are given in so many digits, or in a file', async (t) => {
  const folder = t.testdir({ 'cookie.secret': `${secret.toUpperCase()}\n`, 'short.secret': secret.slice(1) })
  const file = join(folder, 'janus.yaml')
  const { settings } = read(`cookies: {secret: cookie.secret, accept: [${secret}]}`, file)
  t.same(settings.access.cookies, { secret: Buffer.from(secret, 'hex'), accept: [Buffer.from(secret, 'hex')] })
  t.same(read('cookies: false').settings.access.cookies, undefined)
  for (const path of ['short.secret', 'missing.secret', '.'])
    t.match(read(`cookies: {secret: ${path}}`, file).errors, [{ rule: 'bad-secret', place: { line: 2 } }], path)
})

t.test('what threads are told can be sent to them, and is the same for all', async (t) => {
  const { settings } = read('rate-limit: {exempt: [10.0.0.0/8]}\nnsid: gw1')
  const [a, b] = [responderOptions(settings), responderOptions(settings)]
  t.same(a.cookies, b.cookies, 'one secret for the process')
  t.equal(a.rateTable, b.rateTable, 'one table for the process')
  t.doesNotThrow(() => structuredClone(a))
})

t.test('the example in docs/access.md', async (t) => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/access.md'), 'utf8')
  const [, example] = /```yaml\n(.*?)```/s.exec(text)!
  const folder = t.testdir({ 'cookie.secret': secret })
  const { settings, errors } = read(example!, join(folder, 'janus.yaml'))
  t.same(errors, [])
  t.match(settings.access.views, [
    { proof: false, identify: true, errorTexts: true, rateLimit: undefined },
    { identify: false, rateLimit: defaults },
  ])
})

t.test('nobody believes the client subnets of everybody, however that is written', async (t) => {
  for (const sender of ['any', '0.0.0.0/0', '::/0', '0::0/0', '::ffff:0.0.0.0/96', '::ffff:0:0/96']) {
    const { errors } = read(`ecs-from: ["${sender}"]`)
    t.match(errors, [{ rule: 'subnet-from-anybody' }], sender)
  }
  t.same(read('ecs-from: ["::ffff:192.0.2.7", 192.0.2.8]').errors, [])
})
