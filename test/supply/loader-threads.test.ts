// When a server has a loader thread: while there is text to read, and for a while after a reload; not after a start.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../net/harness.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.1\n'
const config = 'listen: ["127.0.0.1:0"]\nworkers: 1\nviews: {world: [any]}\nzones: {a.example: a.zone}\n'

t.test(
  'a loader lives while there is text to read',
  { skip: process.platform !== 'linux' && 'no /proc' },
  async (t) => {
    const folder = folderOf(t, { 'janus.yaml': config, 'a.zone': zone })
    const first = await serve(t, folder)
    t.equal(loadersOf(first), 0, 'none after a start that has read text')
    await until(() => existsSync(join(folder, 'state/zones/world/a.example.zone-image')))
    writeFileSync(join(folder, 'a.zone'), `${zone}x 300 IN TXT y\n`)
    first.signal('SIGHUP')
    await until(() => loadersOf(first) === 1)
    first.signal('SIGTERM')
    await first.ended
    const second = await serve(t, folder)
    t.equal(loadersOf(second), 0, 'none after one that has found all in the state folder')
  },
)

function loadersOf({ process: { pid } }: Janus): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return tasks.filter((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim() === 'janus-loader').length
}
