// What the package has in /usr/share/doc/janus: the pages of docs/, and README.md in both languages as introduction.md, because README.md
// is the name of the start page there. Links lead to where things lie in the package; what it does not bring is plain text.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Contents by path in that folder. */
export function documents(root: string): Map<string, string | Buffer> {
  const found = new Map<string, string | Buffer>()
  for (const path of globSync('docs/{*.md,rules/*.md}', { cwd: root }).sort())
    found.set(path.slice(5), linked(readFileSync(join(root, path), 'utf8')))
  for (const path of globSync('docs/{*.yml,*.json,*.svg,pictures/*}', { cwd: root }).sort())
    found.set(path.slice(5), readFileSync(join(root, path)))
  for (const language of ['', '.ja']) {
    const page = readFileSync(join(root, `README${language}.md`), 'utf8')
    const moved = page.replaceAll(/\]\((README(?:\.ja)?\.md)/g, '](../$1').replaceAll('](docs/', '](')
    found.set(`introduction${language}.md`, linked(moved))
  }
  return found
}

function linked(page: string): string {
  return page
    .replaceAll(/\]\(\.\.\/README((?:\.ja)?\.md)/g, '](introduction$1')
    .replaceAll(/\]\((?:\.\.\/)?CHANGELOG\.md\)/g, '](changelog.gz)')
    .replaceAll(/\[([^\]]*)\]\((?:\.\.\/)?(?:CONTRIBUTING\.md|Dockerfile|LICENSE|(?:zones|packaging)\/[^)]*)\)/g, '$1')
}
