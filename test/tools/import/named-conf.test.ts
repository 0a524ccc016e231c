// What named takes in a configuration besides the plain way to write it: spellings, included files, values.

import { join } from 'node:path'
import t from 'tap'
import { prefixesIn } from '../../../src/tools/import/acl.ts'
import { readNamedConf } from '../../../src/tools/import/named-conf.ts'
import type { NamedZone } from '../../../src/tools/import/named-config.ts'
import { formatPrefix } from '../../../src/views/prefix.ts'
import { folderOf } from '../../support/janus.ts'

const pathOf = ({ source }: NamedZone) => (source.kind === 'file' ? source.path : undefined)

t.test('keywords and names of lists are the same in capitals', async (t) => {
  const folder = folderOf(t, {
    'named.conf': `ACL Campus { 10/8; };
VIEW a { Match-Clients { campus; LOCALHOST; !NONE; }; zone "x.example" { TYPE Master; FILE "X"; masterfile-format TEXT; }; };
view b { match-clients { ANY; }; zone "X.example" { type PRIMARY; file "x"; }; };`,
  })
  const { views, lost } = readNamedConf(join(folder, 'named.conf'))
  t.same(
    views.map(({ name, clients, zones }) => [name, prefixesIn(clients).map(formatPrefix), zones.map(pathOf)]),
    [
      ['a', ['10.0.0.0/8', '127.0.0.1', '::1', '0.0.0.0/0', '::/0'], [join(folder, 'X')]],
      ['b', ['0.0.0.0/0', '::/0'], [join(folder, 'x')]],
    ],
  )
  t.same(
    lost.map(({ why }) => why),
    ['localhost: taken for 127.0.0.1 and ::1; --own-addresses adds the other addresses of this host'],
  )
})

t.test('included files are looked for where named works, and may be many', async (t) => {
  const zone = (name: string) => `zone "${name}" { type primary; file "z"; };`
  const folder = folderOf(t, {
    'named.conf': `include "before.conf";
options { directory "work"; include "options.conf"; };
include "after.conf";
include "conf.d/*.conf";
include "conf.d/*.none";
zone "last" { include "zone.inc"; };
`,
    'before.conf': zone('before'),
    'after.conf': zone('beside'),
    'work/zone.inc': 'type primary; file "z";',
    'work/options.conf': 'minimal-responses no;',
    'work/after.conf': zone('after'),
    'work/conf.d/b.conf': zone('b'),
    'work/conf.d/a.conf': zone('a'),
    'work/conf.d/a.old': zone('old'),
  })
  const { views, lost, minimalResponses } = readNamedConf(join(folder, 'named.conf'))
  t.same(
    views[0]!.zones.map((zone) => [zone.name, pathOf(zone)]),
    ['before', 'after', 'a', 'b', 'last'].map((name) => [name, join(folder, 'work/z')]),
  )
  t.equal(minimalResponses, false)
  t.same(
    lost.map(({ line, why }) => `${line}: ${why}`),
    ['5: include "conf.d/*.none": there is no such file'],
  )
})

t.test('a zone that in-view does not find is told with the view', async (t) => {
  const conf = 'view b { zone "univ.example" { in-view "a"; }; };'
  const { lost } = readNamedConf(join(folderOf(t, { 'named.conf': conf }), 'named.conf'))
  t.same(
    lost.map(({ why }) => why),
    ['zone "univ.example": the view "a", which in-view names, has no such zone above this line'],
  )
})

t.test('yes and no may be written in three ways', async (t) => {
  for (const [text, wanted, told] of [
    ['yes', true, 0],
    ['True', true, 0],
    ['1', true, 0],
    ['no', false, 0],
    ['false', false, 0],
    ['0', false, 0],
    ['no-auth-recursive', true, 1],
  ] as const) {
    const folder = folderOf(t, { 'named.conf': `options { minimal-responses ${text}; };` })
    const { minimalResponses, lost } = readNamedConf(join(folder, 'named.conf'))
    t.same([minimalResponses, lost.length], [wanted, told], text)
  }
})

t.test('what cannot be read is named', async (t) => {
  const folder = folderOf(t, { 'named.conf': 'include "parts";', 'parts/a.conf': '' })
  for (const path of [folder, join(folder, 'named.conf')])
    t.throws(() => readNamedConf(path), { message: /^cannot read ".+": it is a folder$/ })
})

t.test('whoever cannot be kept out of a view is told', async (t) => {
  const conf = 'view a { match-clients { !localnets; 10/8; localnets; }; };'
  const { lost } = readNamedConf(join(folderOf(t, { 'named.conf': conf }), 'named.conf'))
  t.same(
    lost.map(({ why }) => why),
    [
      '"! localnets" in a list of clients: Janus cannot tell whom it keeps out, and refuses whoever the rest of the list takes: write their addresses; --own-addresses tells whom it means',
      '"localnets" in a list of clients: it matches nobody; --own-addresses tells whom it means',
    ],
  )
})
