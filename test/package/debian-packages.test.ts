// What the Debian package takes of the packages that run: no less than they need of themselves and of each other.

import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { putPackages } from '../../packaging/debian/packages.ts'
import { OUTSIDE } from '../../packaging/outside.ts'

const root = join(import.meta.dirname, '../..')

t.test('each package is loaded and works where nothing else is', async (t) => {
  // Outside the checkout, or Node would find what is missing in its node_modules.
  const home = mkdtempSync(join(tmpdir(), 'janus-packages-'))
  t.teardown(() => rmSync(home, { recursive: true, force: true }))
  putPackages(root, home)
  const program = join(home, 'program.mjs')
  writeFileSync(
    program,
    `${OUTSIDE.map((name) => `import * as ${name.replaceAll('-', '')} from '${name}'`).join('\n')}
const app = fastify.default()
app.get('/a/:b', { schema: { response: { 200: { type: 'object', properties: { b: { type: 'string' } } } } } }, async ({ params }) => params)
const { body } = await app.inject('/a/c')
console.log(body, await promclient.register.getSingleMetricAsString('none').catch(() => 'no metric'))
`,
  )
  const text = execFileSync('env', ['-u', 'NODE_OPTIONS', process.execPath, program], { encoding: 'utf8' })
  t.equal(text, '{"b":"c"} no metric\n')
  t.notOk(existsSync(join(home, 'node_modules/fastify/test')), 'and not their tests')
  t.same(globSync('node_modules/**/*.ts', { cwd: home }), [])
})
