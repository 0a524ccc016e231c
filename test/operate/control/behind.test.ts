// A face that is served otherwise than its file has it says so everywhere: after a rollback, and after a refused reload.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, type Janus, janus, serve } from '../../support/janus.ts'
import { campus, campusZone, editCampus } from '../../support/small-campus.ts'

const http = 'http: {listen: ["127.0.0.1:0"]}\n'

/** Everything that the server says of its zones, in each way that there is. */
function listener(folder: string, server: Janus) {
  const config = ['--config', join(folder, 'janus.yaml')]
  const text = async (...words: string[]) => (await janus(...words, ...config)).stdout
  const json = async (...words: string[]) => JSON.parse((await janus(...words, ...config, '--json')).stdout)
  const get = async (path: string) => {
    const { listen } = (await server.logged('HTTP is served')) as unknown as { listen: string[] }
    return (await fetch(`http://${listen[0]}${path}`)).text()
  }
  return { text, json, get }
}

t.test('a rollback', async (t) => {
  const folder = folderOf(t, campus(http))
  const server = await serve(t, folder)
  const { text, json, get } = listener(folder, server)
  editCampus(folder, { serial: 7, host: 20 })
  await text('reload')
  const said = await text('rollback')
  t.match(said, /^generation 3 serves what generation 1 served, until the next reload\n/)
  const inside = { zone: 'univ.example.', view: 'internal' }
  for (const view of ['internal', 'external'])
    t.match(said, `univ.example. in ${view}: rolled back: serves serial 8, the file has 7`)

  await t.test('commands', async (t) => {
    t.match(await json('zones'), [
      { ...inside, state: 'rolled-back', serial: 8, fileSerial: 7 },
      { zone: 'other.example.', state: 'current', serial: 1, fileSerial: 1 },
      { zone: 'univ.example.', view: 'external', state: 'rolled-back', serial: 8, fileSerial: 7 },
      { zone: 'other.example.', state: 'current' },
    ])
    t.match(
      await text('zones'),
      /univ\.example\. +internal +rolled-back .*rolled back: serves serial 8, the file has 7/,
    )
    t.match(await json('status'), { rolledBackTo: 1, zones: { current: 2, 'rolled-back': 2 } })
    const status = await text('status')
    t.match(status, /generation +3, rolled back to 1 until the next reload, in service since/)
    t.match(status, /4: 2 current, 2 rolled-back/)
    t.match(status, /rolled back: serves serial 8, the file has 7/)
    t.match(await json('generations'), [{}, {}, { cause: 'rollback', content: 1, behind: 2 }])
    t.match(await text('generations'), /rollback to 1 .*2 of them not as their files have them/)
    t.match((await json('explain', '127.0.0.1', 'www.univ.example', '--running')).answer.zone, {
      state: 'rolled back',
      serial: 8,
      fileSerial: 7,
    })
    t.match(
      await text('explain', '127.0.0.1', 'www.univ.example', '--running'),
      /serial 8, generation 3 .*: rolled back, the file has serial 7/,
    )
  })

  await t.test('HTTP, metrics and the log', async (t) => {
    t.match(JSON.parse(await get('/status')), {
      rolledBackTo: 1,
      notCurrent: [{ state: 'rolled-back', fileSerial: 7 }],
    })
    const metrics = await get('/metrics')
    t.match(metrics, /janus_zones\{state="rolled-back"\} 2/)
    t.match(metrics, /janus_zone_state\{zone="univ.example.",view="internal",state="rolled-back"\} 1/)
    t.match(metrics, /janus_zone_serial\{zone="univ.example.",view="internal"\} 8\n/)
    t.match(metrics, /janus_zone_file_serial\{zone="univ.example.",view="internal"\} 7\n/)
    const told = await server.logged('rolled back, until the next reload')
    t.equal(told.behind, 2)
    t.match(told.zones, [{ ...inside, serves: 8, fileHas: 7 }, { view: 'external' }])
  })

  await t.test('of what the files have not, and of what only they have', async (t) => {
    rmSync(join(folder, 'out.zone'))
    const yaml = (campus(http)['janus.yaml'] as string).replace('other.example', 'new.example')
    writeFileSync(join(folder, 'janus.yaml'), yaml)
    await text('reload')
    t.match(await text('rollback'), /generation 5 serves what generation 2 served/)
    const lines = (await json('zones')) as { zone: string; view: string; [key: string]: unknown }[]
    const line = (zone: string, view: string) => lines.find((line) => line.zone === zone && line.view === view)
    t.match(
      line('univ.example.', 'internal'),
      { state: 'rolled-back', serial: 9 },
      'held by the reload at what was served',
    )
    t.match(line('other.example.', 'internal'), { state: 'rolled-back', serial: 1 })
    t.equal(line('other.example.', 'internal')!.fileSerial, undefined)
    t.match(line('new.example.', 'internal'), { state: 'rolled-back', fileSerial: 1 })
    t.equal(line('new.example.', 'internal')!.serial, undefined)
    t.match(await text('zones'), /new\.example\..*serves nothing, the file has 1/)
    t.match(await text('zones'), /other\.example\..*serves serial 1, the file has none/)
    editCampus(folder, { serial: 8 })
    await text('reload')
    t.match(await json('status'), { zones: { configured: 4, current: 4 }, notCurrent: [] })
    t.notMatch(await text('status'), /rolled back/)
  })

  const misfits = server.log.filter(({ msg }) => msg.includes('does not fit'))
  t.same(misfits, [], 'serials that both faces got here are no finding')
})

t.test('a rollback to what the files have again ends with the next reload', async (t) => {
  const folder = folderOf(t, campus())
  const server = await serve(t, folder)
  const { text, json } = listener(folder, server)
  editCampus(folder, { serial: 2, host: 20 })
  await text('reload')
  await text('rollback')
  editCampus(folder, {})
  t.match(await text('reload'), /no zone face has changed: generation 3 stays in service/)
  t.match(await json('status'), { zones: { current: 4, 'rolled-back': 0 }, notCurrent: [] })
  t.equal((await json('status')).rolledBackTo, undefined)
})

t.test('a reload that is refused as a whole leaves zones that wait for the next one', async (t) => {
  const canary = 'canaries: [{from: 127.0.0.1, ask: www.univ.example A, expect: 10.0.0.10}]\n'
  const folder = folderOf(t, campus(canary))
  const server = await serve(t, folder)
  const { text, json } = listener(folder, server)
  editCampus(folder, { serial: 2, host: 20 })
  t.match(await text('reload'), /refused: a canary would get a wrong answer/)
  t.match(await json('status'), { zones: { current: 2, pending: 2 } })
  t.match(await json('zones'), [{ state: 'pending', serial: 1, fileSerial: 2 }, { state: 'current' }, {}, {}])
  t.match(await text('zones'), /the last reload was refused: serves serial 1, the file has 2/)
  t.match(
    await text('explain', '127.0.0.1', 'www.univ.example', '--running'),
    /: the last reload was refused, the file has serial 2/,
  )
  writeFileSync(join(folder, 'in.zone'), campusZone('internal', { serial: 2 }))
  t.match(await text('reload'), /generation 2 is in service/)
  t.match(await json('status'), { zones: { current: 4, pending: 0 } })
})
