// What docs/editors.md tells people to write for editors that no test starts has the form that these editors read.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import t from 'tap'
import { folderOf } from '../support/janus.ts'

const guide = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8')

/** The blocks of a language below a heading. */
function blocks(heading: string, language: string): string[] {
  const section = guide.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!
  return [...section.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text!)
}

t.test('VS Code: a manifest, and a module that starts what it names', async (t) => {
  const [manifest] = blocks('VS Code', 'json')
  const { main, contributes, activationEvents, dependencies } = JSON.parse(manifest!)
  t.equal(main, './extension.js')
  t.same(Object.keys(dependencies), ['vscode-languageclient'])
  t.ok(activationEvents.includes(`onLanguage:${contributes.languages[0].id}`))
  const [module] = blocks('VS Code', 'js')
  const clients: unknown[] = []
  class LanguageClient {
    readonly start = () => 'started'
    readonly stop = () => 'stopped'
    constructor(...of: unknown[]) {
      clients.push(of)
    }
  }
  const exports: { activate?: () => string; deactivate?: () => string } = {}
  new Script(module!).runInNewContext({ exports, require: () => ({ LanguageClient }) })
  t.match(clients, [
    [
      'zonecheck',
      'zonecheck',
      { command: 'zonecheck', args: ['lsp'] },
      { documentSelector: [{ language: contributes.languages[0].id }] },
    ],
  ])
  t.same([exports.activate?.(), exports.deactivate?.()], ['started', 'stopped'])
})

t.test('Helix: its languages in TOML', async (t) => {
  const [toml] = blocks('Helix', 'toml')
  const read = 'import json, sys, tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))'
  const { stdout, stderr } = spawnSync('python3', ['-c', read], { input: toml!, encoding: 'utf8' })
  t.equal(stderr, '')
  const { language, 'language-server': servers } = JSON.parse(stdout)
  t.match(servers.zonecheck, { command: 'zonecheck', args: ['lsp'] })
  t.same(language[0]['language-servers'], ['zonecheck'])
})

t.test('Neovim 0.11: Lua that can be read', async (t) => {
  const all = blocks('Neovim 0.11 and newer', 'lua')
  t.equal(all.length, 2)
  const folder = folderOf(t, Object.fromEntries(all.map((text, i) => [`${i}.lua`, text])))
  for (const i of all.keys()) {
    const check = `lua local read, why = loadfile('${join(folder, `${i}.lua`)}'); if not read then print(why); vim.cmd('cquit') end`
    const { status, stderr } = spawnSync('nvim', ['--headless', '-u', 'NONE', '-c', check, '-c', 'qall!'], {
      encoding: 'utf8',
    })
    t.equal(status, 0, stderr)
  }
})
