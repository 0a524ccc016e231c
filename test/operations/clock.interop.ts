// The wall clock jumps back by a day, and forward again, while the server runs: the server does not measure time by it.

import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { dig, folderOf, janus, missing, serve } from '../support/janus.ts'
import { campus, editCampus } from '../support/small-campus.ts'

const library = existsSync('/usr/lib')
  ? readdirSync('/usr/lib')
      .map((folder) => join('/usr/lib', folder, 'faketime/libfaketime.so.1'))
      .find((path) => existsSync(path))
  : undefined
const skip = library === undefined ? 'libfaketime is not installed' : await missing('dig')

t.test('the clock is set back and forward', { skip }, async (t) => {
  const folder = folderOf(t, { ...campus('rate-limit: true\n'), clock: '+0' })
  const clock = join(folder, 'clock')
  const faked = [
    `LD_PRELOAD=${library}`,
    `FAKETIME_TIMESTAMP_FILE=${clock}`,
    'FAKETIME_NO_CACHE=1',
    'DONT_FAKE_MONOTONIC=1',
  ]
  const server = await serve(t, folder, ['env', ...faked, process.execPath])
  const times: string[] = []
  let edition = 1
  for (const offset of ['+0', '-1d', '-30d', '+1d']) {
    writeFileSync(`${clock}.new`, offset)
    renameSync(`${clock}.new`, clock)
    await pause(300)
    editCampus(folder, { serial: ++edition, host: edition })
    const { code, stdout } = await janus('reload', '--json', '--config', join(folder, 'janus.yaml'))
    t.equal(code, 0, `${offset}: ${stdout}`)
    t.match(JSON.parse(stdout), { outcome: 'switched', generation: edition })
    for (const transport of ['+notcp', '+tcp'])
      t.same(await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example', transport), [
        `www.univ.example. 3600 IN A 10.0.0.${edition}`,
      ])
    const status = JSON.parse((await janus('status', '--json', '--config', join(folder, 'janus.yaml'))).stdout)
    times.push(status.since)
  }
  t.ok(times[1]! < times[0]! && times[2]! < times[1]! && times[3]! > times[0]!, `it saw the clock move: ${times}`)
})
