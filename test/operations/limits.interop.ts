// The server takes what the system grants, and every table has its bound.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, janus, serve } from '../support/janus.ts'
import { campus } from '../support/small-campus.ts'

t.test('file descriptors are raised to the hard limit', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = folderOf(t, campus())
  const lowered = ['sh', '-c', 'ulimit -S -n 256; exec "$@"', 'sh', process.execPath]
  const server = await serve(t, folder, lowered)
  const limits = readFileSync(`/proc/${server.process.pid}/limits`, 'utf8')
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(limits)!
  t.equal(soft, hard)
  const { stdout } = await janus('status', '--json', '--config', join(folder, 'janus.yaml'))
  const { tables } = JSON.parse(stdout) as { tables: { table: string; limit?: number }[] }
  t.equal(tables.find(({ table }) => table === 'file descriptors')!.limit, Number(hard))
  t.ok(
    tables.every(({ limit }) => limit !== undefined && limit > 0),
    'every table has a bound',
  )
})
