// What Keys says of zones below that others sign: the DS that they have, and why it is not another one.

import t, { type Test } from 'tap'
import { consoleOf, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

const UNIV = `$TTL 3600
@ SOA ns hostmaster 1 7200 900 1209600 300
  NS ns
ns A 127.0.0.1
dept NS ns.dept
ns.dept A 127.0.0.1
dept DS 4711 13 2 ${'00'.repeat(32)}
`

for (const [locale, failed] of [
  ['en-GB', 'failed'],
  ['ja-JP', '失敗'],
] as const)
  t.test(`a zone below stands under the one that has its DS: ${locale}`, { skip: noBrowser }, async (t: Test) => {
    const console = await consoleOf(t, { 'univ.zone': UNIV }, (yaml) =>
      yaml
        .replace(/univ\.example: \{.*\}\n/, `univ.example: {${MARKER}: in.zone, outside: univ.zone}\n`)
        // Nobody listens there.
        .replace(
          'workers',
          'sign: {univ.example: {parents: [], children: {dept.univ.example: {servers: ["127.0.0.1:9"]}}}}\nworkers',
        ),
    )
    const { page, faults } = await visit(console, { locale })
    await logIn(page, console)
    await open(page, console, 'keys', 'dept.univ.example.')
    const row = page.getByRole('row').filter({ hasText: 'dept.univ.example.' })
    await row.filter({ hasText: failed }).filter({ hasText: '127.0.0.1 port 9' }).waitFor()
    t.match(await row.innerText(), /outside[\s\S]*4711/)
    t.same(faults, [])
  })
