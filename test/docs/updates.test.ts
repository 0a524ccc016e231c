// docs/updates.md: its configuration is good, and each of its commands is one that Janus has, done with what the page says.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, janus, serve } from '../support/janus.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/updates.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!)

const zone = '$TTL 300\n@ SOA ns hostmaster 1 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n'

/** The blocks of one page as one file. */
function config(): string {
  const [acme, dhcp] = blocks('yaml') as [string, string]
  const part = (text: string, key: string) => new RegExp(`^${key}:\n((?: .*\n)+)`, 'm').exec(text)![1]!
  const joined = (key: string) => `${key}:\n${part(acme, key)}${part(dhcp, key)}`
  return `listen: ["127.0.0.1:0"]
views: {internal: [10.0.0.0/8, 127.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: a.zone, external: a.zone}
  dept.univ.example: {internal: a.zone}
  2.0.10.in-addr.arpa: {internal: a.zone}
${joined('tsig')}${joined('updates')}`
}

t.test('each command of the page does what it says', async (t) => {
  const commands = blocks('console').flatMap((text) =>
    [...text.matchAll(/^\$ janus (.*)$/gm)].map(([, words]) => words!),
  )
  t.ok(commands.length > 10)
  const folder = folderOf(t, { 'janus.yaml': config(), 'a.zone': zone })
  mkdirSync(join(folder, 'keys'), { mode: 0o700 })
  const file = join(folder, 'janus.yaml')
  await serve(t, folder)
  for (const command of commands) {
    const { code, stdout, stderr } = await janus(...command.split(' '), '--config', file)
    // dhcpd asks port 53 alone, which this server does not have.
    if (command.endsWith('dhcpd')) t.match({ code, stderr }, { code: 1, stderr: /can only ask port 53/ }, command)
    else t.same([code, stdout.length > 0], [0, true], `${command}: ${stderr}`)
  }
})
