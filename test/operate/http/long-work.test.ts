// Whoever asks for what takes a while hears nothing until it is done, and is not taken for one who is gone.

import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { makeApp } from '../../../src/operate/http/app.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const TOKEN = 'sesame-sesame-sesame-sesame-1234'
/** Milliseconds after which a connection on which nothing happens is closed. */
const IDLE = 400

const site = new Site(folderOf(t, { ...campus(), token: `${TOKEN}\n` }))
t.before(() => site.start())
t.teardown(() => site.stop())

t.test('a reload may take longer than a connection may be silent', async (t) => {
  const app = makeApp(
    askersWith({ tokenFile: join(site.folder, 'token') }),
    operatedOf(site.server, {
      reload: async (begin) => {
        await setTimeout(2 * IDLE)
        return site.server.reload(begin)
      },
    }),
  )
  app.server.setTimeout(IDLE)
  t.teardown(() => app.close())
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const answer = await fetch(`${address}/control/reload`, { method: 'POST', headers, body: '{}' })
  t.equal(answer.status, 200, await answer.text())
})
