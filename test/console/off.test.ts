// Where there is no console, nothing of it is served, and nothing of it is loaded.

import { registerHooks } from 'node:module'
import t from 'tap'
import { makeApp } from '../../src/operate/http/app.ts'
import { folderOf } from '../support/janus.ts'
import { askersWith, operatedOf } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

const loaded: string[] = []
const hooks = registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    loaded.push(found.url)
    return found
  },
})
t.teardown(() => hooks.deregister())

const site = new Site(folderOf(t, campus()))
t.before(() => site.start())
t.teardown(() => site.stop())

t.test('its code is loaded, and its page served, only where "console" is on', async (t) => {
  const isLoaded = () => loaded.some((url) => /\/operate\/http\/console\.[jt]s/.test(url))
  for (const isOn of [false, true]) {
    const app = makeApp(askersWith({ console: isOn }), operatedOf(site.server))
    t.teardown(() => app.close())
    await app.ready()
    t.equal(isLoaded(), isOn)
    for (const url of ['/console', '/console/'])
      t.equal((await app.inject({ url, headers: { host: '127.0.0.1' } })).statusCode === 404, !isOn, `${url} ${isOn}`)
  }
})
