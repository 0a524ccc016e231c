// The two commands of a checkout: `npm start` serves, on the Node.js that npm brought.

import t from 'tap'
import { campus } from '../support/campus.ts'
import { dig, folderOf, Janus, missing } from '../support/janus.ts'

const skip = await missing('npm', 'dig')

t.test('npm start serves the campus', { skip }, async (t) => {
  const folder = folderOf(t, { 'janus.yaml': campus() })
  const janus = new Janus(t, folder, ['npm', '--silent', 'start', '--'], ['--config', `${folder}/janus.yaml`])
  const { pid } = await janus.logged('ready')
  t.same(await dig(janus.port(), '@127.0.0.1', 'hosta.dept.univ.example', 'MX'), [
    'hosta.dept.univ.example. 3600 IN MX 10 hosta.dept.univ.example.',
  ])
  // Between npm and the server stands a shell, which does not pass signals on.
  process.kill(Number(pid), 'SIGTERM')
  t.same(await janus.ended, { code: 0, signal: null })
})
