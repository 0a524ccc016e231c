// Makes the console: its modules and packages as one file of code and one of style, each named by a hash of its content, and the
// page that names them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { says } from '../src/console/says.ts'
import { CONSOLE_FOLDER, CONSOLE_LIST, type ConsoleFiles } from '../src/operate/http/console.ts'

const root = join(import.meta.dirname, '..')
const WORDS = 'src/console/says.ts'

export async function makeConsole(): Promise<ConsoleFiles> {
  return (await bundled()).files
}

/** Into the folder with the programs. Gives the files that went in. */
export async function writeConsole(program: string): Promise<string[]> {
  const { files, inputs } = await bundled()
  const folder = join(program, CONSOLE_FOLDER)
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  writeFileSync(join(folder, CONSOLE_LIST), JSON.stringify(Object.keys(files)))
  return inputs
}

async function bundled(): Promise<{ readonly files: ConsoleFiles; readonly inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { console: 'src/console/main.tsx', icon: 'src/console/icon.svg' },
    loader: { '.svg': 'copy' },
    entryNames: '[name]-[hash]',
    outdir: 'console',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome120', 'firefox120', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    metafile: true,
    // What all else is packed behind: texts of one language beside each other take less on the way.
    inject: [WORDS],
    plugins: [plainCharts, wordsByLanguage],
  })
  const files = outputFiles.map(({ path, contents }) => [basename(path), contents] as const)
  const named = (ending: string) => files.find(([name]) => name.endsWith(ending))![0]
  const page = pageOf({ code: named('.js'), style: named('.css'), icon: named('.svg') })
  return {
    files: { 'index.html': Buffer.from(page), ...Object.fromEntries(files) },
    inputs: Object.keys(metafile.inputs),
  }
}

/**
 * uPlot hands out, at its end, all that a chart could be made with: bars, steps, curves, dates. Ours are lines, and what no line
 * needs goes to no browser. Another version of it that ends otherwise is told, not built.
 */
const plainCharts: Plugin = {
  name: 'plain-charts',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]uPlot\.esm\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8')
      const [from, to] = [code.indexOf('\nuPlot.assign = assign;'), code.indexOf('\nexport { uPlot as default };')]
      if (from < 0 || to < from) throw new Error(`cannot leave out what no chart needs: ${path} ends otherwise`)
      return { contents: `${code.slice(0, from)}\nuPlot.pxRatio = pxRatio;${code.slice(to)}`, loader: 'js' }
    }),
}

/** The table of words with a column for each language in place of a line for each word: a packer finds more that it has seen. */
const wordsByLanguage: Plugin = {
  name: 'words-by-language',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]console[\\/]says\.ts$/ }, () => {
      const rows = Object.entries<readonly [en: string, ja: string]>(says)
      const columns = [rows.map(([code]) => code), rows.map(([, [en]]) => en), rows.map(([, [, ja]]) => ja)]
      const texts = columns.map((column) => column.join('\n'))
      if (texts.some((text) => text.split('\n').length !== rows.length))
        throw new Error('a word of the console has lines')
      return {
        contents: `const [codes, en, ja] = ${JSON.stringify(texts)}.map((text) => text.split('\\n'))
export const says = Object.fromEntries(codes.map((code, i) => [code, [en[i], ja[i]]]))`,
        loader: 'js',
      }
    }),
}

function pageOf({ code, style, icon }: Readonly<Record<'code' | 'style' | 'icon', string>>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Janus</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<div id="console"></div>
<noscript>The console needs JavaScript. The command "janus" and the API tell the same.</noscript>
<script type="module" src="${code}"></script>
</html>
`
}
