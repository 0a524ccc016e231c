// The documents as the console shows them: HTML without code, made when the package is, so that no browser has to read Markdown.

import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Marked, type Tokens } from 'marked'
import { PAGES_FOLDER, PAGES_LIST } from '../src/operate/http/pages.ts'
import { documents } from './debian/documents.ts'

const root = join(import.meta.dirname, '..')

/** Into the folder with the programs, each page packed as browsers get it. */
export function writePages(program: string): void {
  const folder = join(program, PAGES_FOLDER)
  const pages = makePages()
  for (const [name, content] of pages) {
    const path = join(folder, `${name}.gz`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, gzipSync(content, { level: 9 }))
  }
  writeFileSync(join(folder, PAGES_LIST), JSON.stringify([...pages.keys()]))
}

/** Contents by path below /console/docs/; the start page is `index.html`. */
export function makePages(): Map<string, Uint8Array> {
  const style = readFileSync(join(root, 'src/console/pages.css'))
  const styleName = `pages-${hash('sha256', style, 'hex').slice(0, 8)}.css`
  const found = new Map<string, Uint8Array>([[styleName, style]])
  const sources = documents(root).set('CHANGELOG.md', changelog())
  for (const [path, content] of sources) {
    if (path.endsWith('.md')) found.set(pageName(path), Buffer.from(pageOf(path, String(content), styleName)))
    else found.set(path, Buffer.from(content))
  }
  return found
}

/** It lies above the pages that it leads to. */
function changelog(): string {
  return readFileSync(join(root, 'CHANGELOG.md'), 'utf8').replaceAll('](docs/', '](')
}

function pageName(path: string): string {
  return path.replace(/(^|\/)README(\.ja)?\.md$/, '$1index$2.html').replace(/\.md$/, '.html')
}

function pageOf(path: string, text: string, style: string): string {
  const up = '../'.repeat(path.split('/').length - 1)
  const language = path.endsWith('.ja.md') ? 'ja' : 'en'
  const [, title = path] = /^# (.*)$/m.exec(text) ?? []
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} – Janus</title>
<link rel="stylesheet" href="${up}${style}">
<nav><a href="${up}../">Console</a> <a href="${up}index.html">The book of Janus</a> <a href="${up}index.ja.html" lang="ja">手引き</a></nav>
<main>
${bodyOf(path, text)}</main>
</html>
`
}

function bodyOf(path: string, text: string): string {
  const anchor = anchors()
  const marked = new Marked({
    renderer: {
      // Comments alone, which tell the tests what to run.
      html: () => '',
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens, text }) {
        const inside = this.parser.parseInline(tokens)
        return `<a${ruleId(path, href, text)} href="${escaped(addressOf(href))}">${inside}</a>`
      },
      // A head without words is a head of nothing to who hears the page.
      tablecell({ tokens, header }) {
        const tag = header && tokens.length > 0 ? 'th' : 'td'
        return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>\n`
      },
      // Who uses keys alone has to reach what scrolls.
      code: ({ text }: Tokens.Code) => `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`,
    },
  })
  return marked.parse(text, { async: false })
}

function addressOf(href: string): string {
  if (/^[a-z]+:|^#/i.test(href)) return href
  const [file = '', fragment] = href.split('#', 2)
  const page = file === 'changelog.gz' ? 'CHANGELOG.html' : pageName(file)
  return fragment === undefined ? page : `${page}#${fragment}`
}

/** The list of rules has each of them in one line, where its name leads on: findings lead to that line. */
function ruleId(path: string, href: string, text: string): string {
  return path === 'rules.md' && href.startsWith('rules/') && href.endsWith(`#${text}`) ? ` id="${escaped(text)}"` : ''
}

/** As GitHub names headings, which is what links between the pages are written for. */
function anchors(): (heading: string) => string {
  const seen = new Map<string, number>()
  return (heading) => {
    const base = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return count === 0 ? base : `${base}-${count}`
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign]!)
}
