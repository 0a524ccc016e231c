// A secondary that is a primary in turn tells those below how long the zone may be served (RFC 7314): Knot DNS hears it, and lets the zone
// expire when we do.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, run as ran, serve } from '../support/janus.ts'
import { answer, becomes, isServed, zoneText } from './outliving.ts'
import { installed, run } from './process.ts'
import { secondaryKinds } from './secondary-kinds.ts'

t.test(
  'a secondary tells those below how long it may serve the zone',
  { skip: !installed('knotd') && 'Knot DNS is not installed' },
  (t) => tellsBelow(t, 20),
)

async function tellsBelow(t: Test, expire: number): Promise<void> {
  const hidden = await serve(
    t,
    folderOf(t, {
      'a.zone': zoneText(1, expire),
      'janus.yaml':
        'listen: ["127.0.0.1:0"]\nworkers: 1\nviews: {internal: [any]}\nzones: {example.com: a.zone}\ntransfers: [{from: [127.0.0.0/8]}]\n',
    }),
  )
  const [port, below] = await Promise.all([freePort(), freePort()])
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [any]}
primaries: {hidden: {address: ["127.0.0.1:${hidden.port()}"]}}
zones: {example.com: {internal: {primary: hidden}}}
secondaries: {below: {address: ["127.0.0.1:${below}"], views: [internal]}}
`,
  })
  const middle = await serve(t, folder)
  await middle.logged('a zone has come from its primary')
  const told = async () => {
    const { stdout } = await ran('dig', ['+expire', '-p', `${port}`, '@127.0.0.1', 'example.com', 'SOA'])
    return Number(/EXPIRE: (\d+)/.exec(stdout)?.[1] ?? Number.NaN)
  }
  const first = await told()
  t.ok(first > 0 && first <= expire, `at first ${first} s`)
  const kind = secondaryKinds.find(({ server }) => server === 'knot')!
  const printed = await command('tsig', 'config', 'below', '--for', 'knot', '--config', join(folder, 'janus.yaml'))
  const knot = await run((_, at) => ({
    program: kind.program!,
    ...kind.setup(printed.stdout, below, at, join(folder, 'keys')),
  }))
  t.teardown(() => knot.stop())
  t.ok(isServed(await becomes(() => answer(below, 'v1'), isServed)))

  hidden.signal('SIGKILL')
  await hidden.ended
  const later = await becomes(told, (left) => left <= expire / 2)
  t.ok(later <= expire / 2, `later ${later} s, though its own clock was never set back`)
  const heard = () =>
    Promise.resolve([...knot.log().matchAll(/expires in (\d+) seconds/g)].map(([, left]) => Number(left)))
  const seen = await becomes(heard, (all) => all.some((left) => left <= expire / 2))
  t.ok(
    seen.some((left) => left <= expire / 2),
    `Knot DNS has heard it: ${seen.join()}`,
  )
  for (const [who, at] of [
    ['this server', port],
    ['Knot DNS', below],
  ] as const)
    t.same(
      await becomes(
        () => answer(at, 'v1'),
        (all) => all.includes('SERVFAIL'),
      ),
      ['SERVFAIL'],
      `${who} has let it expire`,
    )
}
