// Every example that --help gives of a command that asks the running server is run as it stands there, in a shell.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { verbs } from '../../src/operate/table.ts'
import { folderOf, missing, run, serve } from '../support/janus.ts'
import { janusProgram as program } from '../support/program.ts'
import { CATALOG, campus, campusZone, editCampus, LEASED } from '../support/small-campus.ts'

/** Maintains dept.univ.example. */
const PRIMARY = `listen: ["127.0.0.1:0"]
state: state
zones: {dept.univ.example: dept.zone}
transfers: [{from: [127.0.0.1]}]
`
/** They want a zone whose keys lie in all caches: here they are read, and refused with a sentence. */
const ofKeys = /^janus dnssec (roll|seen|gone) /

const noJq = await missing('jq')

t.test('the examples of every verb run', { skip: noJq }, async (t) => {
  const hidden = await serve(t, folderOf(t, { 'janus.yaml': PRIMARY, 'dept.zone': campusZone('internal') }))
  const files = campus(`primaries: {hidden: {address: ["127.0.0.1:${hidden.port()}"]}}\n${CATALOG}${LEASED}`)
  const folder = folderOf(t, {
    ...files,
    'janus.yaml': String(files['janus.yaml']).replace(
      'zones:\n',
      'zones:\n  dept.univ.example: {internal: {primary: hidden}}\n',
    ),
    'bin/janus': `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  })
  chmodSync(join(folder, 'bin/janus'), 0o755)
  const first = await serve(t, folder)
  const shell = async (line: string) => {
    // The example names the configuration of a service, and the hash of a plan; here they are others.
    const here = line
      .replaceAll('/etc/janus/janus.yaml', 'janus.yaml')
      .replace(/^janus apply [\w-]{43}$/, 'janus apply "$(janus plan --json | jq -r .hash)"')
    return run('sh', ['-c', `PATH="$PWD/bin:$PATH"; ${here}`], folder)
  }
  const examples = verbs.flatMap(({ command }) => command?.examples.map(([line]) => line) ?? [])
  // Something to go back to, twice.
  for (const serial of [2, 3, 4, 5]) {
    editCampus(folder, { serial })
    t.match(await shell('janus reload'), { code: 0 })
  }
  for (const line of examples.filter((line) => !line.startsWith('janus stop'))) {
    const { code, stdout, stderr } = await shell(line)
    t.same({ code, stderr }, { code: ofKeys.test(line) ? 1 : 0, stderr: '' }, line)
    t.equal(stdout === '', line.includes('select('), `${line} says something`)
  }
  for (const line of examples.filter((line) => line.startsWith('janus stop'))) {
    const server = line === 'janus stop' ? first : await serve(t, folder)
    t.match(await shell(line), { code: 0, stdout: 'the server stops\n' }, line)
    t.same(await server.ended, { code: 0, signal: null })
  }
})
