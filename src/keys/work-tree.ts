// Says whether git would commit a folder: everybody who gets a copy of a repository has the secrets in it. We look at .gitignore files
// and at .git/info/exclude, as git does; we do not know which files git tracks already.

import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

/** The top of the git work tree that would take the folder in; undefined where there is none, or git ignores the folder. */
export function committedBy(folder: string): string | undefined {
  const top = workTreeOf(folder)
  return top === undefined || isIgnored(folder, top) ? undefined : top
}

function workTreeOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : workTreeOf(parent)
}

/** Whether git ignores the folder, one above it, or all that is in it. */
function isIgnored(folder: string, top: string): boolean {
  if (saysAll(linesOf(join(folder, '.gitignore')))) return true
  for (let path = folder; path !== top && path.startsWith(top); path = dirname(path))
    if (isNamed(path, top)) return true
  return false
}

function saysAll(lines: readonly string[]): boolean {
  return lines.some((line) => line === '*' || line === '**') && !lines.some((line) => line.startsWith('!'))
}

/** gitignore(5): the last pattern that fits counts; patterns in a deeper folder come after those above. */
function isNamed(path: string, top: string): boolean {
  let ignored = false
  const folders = [top, ...foldersBetween(top, dirname(path))]
  const files = [join(top, '.git', 'info', 'exclude'), ...folders.map((folder) => join(folder, '.gitignore'))]
  for (const [i, file] of files.entries())
    for (const line of linesOf(file))
      if (fits(line, i === 0 ? top : dirname(file), path)) ignored = !line.startsWith('!')
  return ignored
}

function foldersBetween(top: string, folder: string): string[] {
  const steps = relative(top, folder)
    .split(sep)
    .filter((step) => step !== '')
  return steps.map((_, i) => join(top, ...steps.slice(0, i + 1)))
}

function fits(line: string, base: string, path: string): boolean {
  const pattern = line.replace(/^!/, '').replace(/\/$/, '')
  const anchored = pattern.includes('/')
  const subject = anchored ? relative(base, path).split(sep).join('/') : basename(path)
  return expression(pattern.replace(/^\//, '')).test(subject)
}

function expression(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (sign) => {
    if (sign === '**/') return '(?:.*/)?'
    if (sign === '**') return '.*'
    if (sign === '*') return '[^/]*'
    return sign === '?' ? '[^/]' : `\\${sign}`
  })
  return new RegExp(`^${source}$`)
}

function linesOf(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/)
    return lines.map((line) => line.trimEnd()).filter((line) => line !== '' && !line.startsWith('#'))
  } catch {
    return []
  }
}
