// kill -9 at any moment, in the middle of reloads and of writing to the state folder: what was served comes back whole. Ten
// times here; `npm run test:full` does it fifty times.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { dig, folderOf, missing, serve } from '../support/janus.ts'
import { campus, editCampus } from '../support/small-campus.ts'

const KILLS = process.env.JANUS_FULL ? 50 : 10
const HOSTS = 3000

t.test(`${KILLS} times killed, each time back`, { skip: await missing('dig'), timeout: 600_000 }, async (t) => {
  const folder = folderOf(t, campus('log: {level: debug}\n'))
  const edit = (edition: number) => {
    // Every edition is complete where its last host is there, and both faces say so.
    const more = Array.from({ length: HOSTS }, (_, i) => `h${i} A 192.0.2.${edition % 250}`).join('\n')
    editCampus(folder, { serial: edition, more })
  }
  edit(1)
  let edition = 1
  let oldest = 1
  let newest = 1
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await serve(t, folder)
    const port = server.port()
    if (kill > 0) {
      const [inside, outside, ...hosts] = await Promise.all([
        serialOf(port, '127.0.0.1'),
        serialOf(port, '127.0.0.2'),
        ...['127.0.0.1', '127.0.0.2'].map((from) => dig(port, '@127.0.0.1', '-b', from, `h${HOSTS - 1}.univ.example`)),
      ])
      const [content, ofOutside] = hosts.map(([line]) => Number(line?.split('.').at(-1)))
      t.equal(content, ofOutside, `kill ${kill}: both faces are of one edition`)
      t.ok(
        content! >= oldest && content! <= edition,
        `kill ${kill}: content ${content} is one of ${oldest} to ${edition}`,
      )
      // An earlier content comes back under a serial that no other content had.
      for (const serial of [inside, outside])
        t.ok(
          serial >= content! && serial >= newest,
          `kill ${kill}: serial ${serial} of content ${content} is none of before`,
        )
      oldest = content!
      newest = Math.max(inside, outside)
    }
    if (kill === 0) await server.logged('zones kept')
    // Files that change while the server reads them are nobody's version: wait for each reload but the last.
    for (let reload = 1; reload <= 3; reload++) {
      edit(++edition)
      server.signal('SIGHUP')
      if (reload < 3) await server.logged('reloaded', reload)
    }
    // Moments spread over the time that a reload and its writing take.
    await pause((kill * 37) % 150)
    server.signal('SIGKILL')
    await server.ended
    // Nothing but the state folder is left to start from.
    for (const file of ['in.zone', 'out.zone']) writeFileSync(join(folder, file), 'nonsense\n')
  }
})

async function serialOf(port: number, from: string): Promise<number> {
  const [line] = await dig(port, '@127.0.0.1', '-b', from, 'univ.example', 'SOA')
  return Number(line!.split(' ')[6])
}
