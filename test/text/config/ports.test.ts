// Every key that names an address of a server takes a port with it.

import t from 'tap'
import { parseConfig } from '../../../src/text/config/load.ts'
import { keySections } from '../../../src/text/config/reference.ts'
import { english, say } from '../../../src/text/config/says.ts'
import type { Settings } from '../../../src/text/config/settings.ts'

type At = { readonly address: string; readonly port: number } | undefined

/** `yaml` with AT in the place of the address; `usual` is the port where none is written. */
const rows: readonly {
  readonly key: string
  readonly yaml: string
  readonly usual: number
  readonly read: (settings: Settings) => At
}[] = [
  { key: 'listen', yaml: 'listen: [AT]', usual: 53, read: ({ listen }) => listen[0] },
  { key: 'listen.address', yaml: 'listen: [{address: AT}]', usual: 53, read: ({ listen }) => listen[0] },
  { key: 'listen.address', yaml: 'listen: [{address: AT, tls: {}}]', usual: 853, read: ({ listen }) => listen[0] },
  { key: 'listen.address', yaml: 'listen: [{address: AT, https: {}}]', usual: 443, read: ({ listen }) => listen[0] },
  {
    key: 'primaries.NAME.address',
    yaml: 'primaries: {one: {address: [AT]}}',
    usual: 53,
    read: ({ primaries }) => primaries[0]?.addresses[0],
  },
  {
    key: 'primaries.NAME.address',
    yaml: 'primaries: {one: {address: [AT], tls: {name: ns.example.net}}}',
    usual: 853,
    read: ({ primaries }) => primaries[0]?.addresses[0],
  },
  {
    key: 'primaries.NAME.source',
    yaml: 'primaries: {one: {address: [FAMILY], source: AT}}',
    usual: 0,
    read: ({ primaries }) => primaries[0]?.source,
  },
  {
    key: 'secondaries.NAME.address',
    yaml: 'secondaries: {one: {address: [AT], views: [inside]}}',
    usual: 53,
    read: ({ secondaries }) => secondaries[0]?.addresses[0],
  },
  {
    key: 'secondaries.NAME.source',
    yaml: 'secondaries: {one: {address: [FAMILY], source: AT, views: [inside]}}',
    usual: 0,
    read: ({ secondaries }) => secondaries[0]?.source,
  },
  {
    key: 'sign.NAME.parents',
    yaml: 'sign: {a.example: {parents: [AT]}}',
    usual: 53,
    read: ({ sign }) => sign[0]?.parents?.[0],
  },
  {
    key: 'sign.NAME.children.NAME.servers',
    yaml: 'sign: {a.example: {children: {b.a.example: {servers: [AT]}}}}',
    usual: 53,
    read: ({ sign }) => sign[0]?.children[0]?.servers?.[0],
  },
  {
    key: 'sign.NAME.children.NAME.resolvers',
    yaml: 'sign: {a.example: {children: {b.a.example: {first: signal, resolvers: [AT]}}}}',
    usual: 53,
    read: ({ sign }) => sign[0]?.children[0]?.resolvers[0],
  },
  {
    key: 'http.listen',
    yaml: 'http: {listen: [AT]}',
    usual: 9353,
    read: ({ operations }) => operations.http?.listen.find((at) => 'port' in at),
  },
]

const HEAD = 'views: {inside: [10.0.0.0/8]}\nzones: {a.example: a.zone}\n'

function readAt(yaml: string, at: string) {
  const family = at.includes('[') ? '"2001:db8::9"' : '192.0.2.9'
  const written = yaml.replace('FAMILY', family.replace(/^"(.*)"$/, '"[$1]"')).replace('AT', at)
  const { settings, problems } = parseConfig('janus.yaml', Buffer.from(`${HEAD}${written}\n`))
  return { settings, told: problems.filter(({ severity }) => severity === 'error') }
}

t.test('all such keys are in this table', async (t) => {
  const forms = new Set(
    [say('form-address'), say('form-address-or-map'), say('form-addresses')].map((said) => english.text(said)),
  )
  const keys = keySections().flatMap(({ key, form, parts }) =>
    [{ key, form }, ...parts.map((part) => ({ key: `${key}.${part.key}`, form: part.form }))]
      .filter(({ form }) => forms.has(form))
      .map(({ key }) => key),
  )
  t.same(keys.sort(), [...new Set(rows.map(({ key }) => key))].sort())
})

for (const { key, yaml, usual, read } of rows)
  t.test(`${key} in ${yaml}`, async (t) => {
    for (const [written, address, port] of [
      ['192.0.2.1', '192.0.2.1', usual],
      ['192.0.2.1:5353', '192.0.2.1', 5353],
      ['192.0.2.1:65535', '192.0.2.1', 65_535],
      ['"[2001:db8::1]"', '2001:db8::1', usual],
      ['"[2001:db8::1]:5353"', '2001:db8::1', 5353],
    ] as const) {
      const { settings, told } = readAt(yaml, written)
      t.same(told, [], written)
      const at = settings && read(settings)
      t.same({ address: at?.address, port: at?.port }, { address, port }, written)
    }
    for (const written of ['192.0.2.1:', '192.0.2.1:65536', '192.0.2.1:053', '"2001:db8::1:53"', '192.0.2.1:dns'])
      t.ok(readAt(yaml, written).told.length > 0, `${written} is refused`)
  })

t.test('nobody is asked at port 0, nor where nobody or many can be', async (t) => {
  for (const { key, yaml } of rows.filter(
    ({ key }) => /address$|parents$|servers$|resolvers$/.test(key) && !key.startsWith('listen'),
  ))
    for (const written of ['192.0.2.1:0', '0.0.0.0', '224.0.0.1', '255.255.255.255', '"[::]"', '"[ff02::1]:53"'])
      t.equal(readAt(yaml, written).told.length, 1, `${key} ${written}`)
})
