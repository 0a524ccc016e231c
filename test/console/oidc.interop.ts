// Through an OpenID provider of another site with a real browser: its page asks who somebody is, and the console lets in who is a
// user here, as what he is here.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import t, { type Test } from 'tap'
import { CALLBACK_PATH } from '../../src/text/config/oidc.ts'
import { freePort } from '../support/free-port.ts'
import { consoleOf, MARKER, noBrowser, visit } from './browser.ts'

/** It believes whatever name somebody types on its page. */
async function providerFor(t: Test, redirect: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // By this name it is another site than the console.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: 'janus', client_secret: 'between the two of us', redirect_uris: [redirect] },
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    interactions: { url: (_context, { uid }) => `/enter/${uid}` },
  })
  const handle = provider.callback()
  server.on('request', async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, issuer)
    if (!pathname.startsWith('/enter/')) return handle(request, response)
    const { prompt, session } = await provider.interactionDetails(request, response)
    const accountId = session?.accountId ?? searchParams.get('who')
    if (accountId === null) {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      return response.end('<!doctype html><form><label>Account <input name="who"></label><button>Enter</button></form>')
    }
    const grant = new provider.Grant({ accountId, clientId: 'janus' })
    grant.addOIDCScope('openid profile email')
    const result = prompt.name === 'login' ? { login: { accountId } } : { consent: { grantId: await grant.save() } }
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
  })
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return issuer
}

t.test(
  'a browser goes to the provider and comes back as the user that he is here, or is told that he is none',
  { skip: noBrowser },
  async (t: Test) => {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}`
    const redirect = `${base}${CALLBACK_PATH}`
    const issuer = await providerFor(t, redirect)
    const oidc = `oidc: {issuer: "${issuer}", client: janus, secret: oidc.secret, redirect: "${redirect}"}`
    const console = await consoleOf(t, { 'oidc.secret': 'between the two of us\n' }, (yaml) =>
      yaml.replace('http: {listen: ["127.0.0.1:0"],', `http: {listen: ["127.0.0.1:${port}"], ${oidc},`),
    )
    const enter = async (who: string) => {
      const { page, context, faults, traffic } = await visit(console)
      await page.goto(console.url)
      await page.getByRole('link', { name: 'Log in with single sign-on' }).click()
      await page.getByLabel('Account').fill(who)
      t.equal(new URL(page.url()).hostname, 'localhost', 'the page of the provider')
      await page.getByRole('button', { name: 'Enter' }).click()
      return { page, context, faults, traffic }
    }
    const viewer = await enter('viewer')
    await viewer.page.getByText('viewer (viewer)').waitFor()
    t.equal(new URL(viewer.page.url()).origin, base)
    await viewer.page.goto(`${console.url}#/zone/univ.example.`)
    await viewer.page.getByRole('main').getByText('192.0.2.10').waitFor()
    t.notMatch((await Promise.all(viewer.traffic)).join('\n'), new RegExp(MARKER), 'his role is that of here')
    const [cookie] = (await viewer.context.cookies(base)).filter(({ name }) => name === 'janus-session')
    t.match(cookie, { httpOnly: true, sameSite: 'Strict' })
    t.same(viewer.faults, [])
    await viewer.page.getByRole('button', { name: 'Log out' }).click()
    await viewer.page.getByLabel('Password').waitFor()
    const admin = await enter('admin')
    await admin.page.getByText('admin (admin)').waitFor()
    await admin.page.reload()
    await admin.page.getByText('admin (admin)').waitFor()
    const stranger = await enter('mallory')
    await stranger.page.getByText('there is no user "mallory" here').waitFor()
    await stranger.page.goto(console.url)
    await stranger.page.getByLabel('Password').waitFor()
  },
)
