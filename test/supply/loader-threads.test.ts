// When a server has a loader thread: where there is text to read, and not where all zones are found in the state folder.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../net/harness.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.1\n'
const config = 'listen: ["127.0.0.1:0"]\nworkers: 1\nviews: {world: [any]}\nzones: {a.example: a.zone}\n'

t.test(
  'a start from the state folder has no loader',
  { skip: process.platform !== 'linux' && 'no /proc' },
  async (t) => {
    const folder = folderOf(t, { 'janus.yaml': config, 'a.zone': zone })
    const first = await serve(t, folder)
    t.equal(loadersOf(first), 1, 'one has read the text')
    await until(() => existsSync(join(folder, 'state/zones/world/a.example.zone-image')))
    first.signal('SIGTERM')
    await first.ended
    const second = await serve(t, folder)
    t.equal(loadersOf(second), 0)
  },
)

function loadersOf({ process: { pid } }: Janus): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return tasks.filter((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim() === 'janus-loader').length
}
