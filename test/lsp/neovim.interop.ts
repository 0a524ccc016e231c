// Neovim 0.7, as docs/editors.md sets it up, without a screen: it opens a zone with a fault and shows the finding.

import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { editorEnvironment } from '../support/editor-program.ts'
import { folderOf } from '../support/janus.ts'

const run = promisify(execFile)

const guide = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8')
const setUp = /## Neovim 0\.7\n[\s\S]*?```lua\n([\s\S]*?)```/.exec(guide)![1]!

/** Waits until something is shown, then prints it, and what one definition leads to. */
const session = `
vim.wait(120000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local lines = {}
for _, one in ipairs(vim.diagnostic.get(0)) do table.insert(lines, (one.lnum + 1) .. ' ' .. one.code) end
vim.api.nvim_buf_set_lines(0, 4, 5, false, { 'www CNAME ns1' })
local errors = { severity = vim.diagnostic.severity.ERROR }
if vim.wait(120000, function() return #vim.diagnostic.get(0, errors) == 0 end, 20) then table.insert(lines, 'mended') end
local place = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 4, character = 11 } }
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/definition', place, 120000) or {}) do
  for _, found in ipairs(answer.result) do table.insert(lines, 'definition ' .. (found.range.start.line + 1)) end
end
vim.fn.writefile(lines, vim.env.SHOWN)
vim.cmd('qall!')
`

const version = spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version === '' && 'nvim is not installed'

t.test('Neovim shows the finding, hears that it is mended, and goes to a definition', { skip }, async (t) => {
  const zone = '$TTL 1h\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\nns1 A 192.0.2.1\nwww A 192.0.2.999\n'
  const folder = folderOf(t, { 'example.com.zone': zone, 'init.lua': setUp, 'session.lua': session })
  const env = editorEnvironment(folder)
  const file = join(folder, 'example.com.zone')
  await run(
    'nvim',
    ['--headless', '-u', join(folder, 'init.lua'), '-c', `luafile ${join(folder, 'session.lua')}`, file],
    {
      env,
      timeout: 400_000,
    },
  )
  const shown = readFileSync(join(folder, 'shown'), 'utf8').trim().split('\n')
  t.ok(shown.includes('5 bad-rdata'), shown.join(', '))
  t.ok(shown.includes('mended'), shown.join(', '))
  t.ok(shown.includes('definition 4'), shown.join(', '))
})
