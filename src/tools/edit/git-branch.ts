// Makes a change of a file into a branch with one commit, in the git work tree where the file lies. It touches neither the checked-out
// files nor the index, runs no hook or program of the repository, and gives git seconds for it.

import { execFile } from 'node:child_process'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Said } from '../../dns/said.ts'
import { whyOf } from '../../system/why.ts'
import { say } from './says.ts'

export type Branching = {
  readonly path: string
  /** The text that the change starts from, which HEAD must have. */
  readonly before: string
  readonly after: string
  /** The branch's name behind "janus/". */
  readonly name: string
  readonly author: string
  readonly subject: string
  /** Path for an index of its own, which exists for the time of the work. */
  readonly scratch: string
}

export type Branch = { readonly branch: string; readonly commit: string }

/** Why there is no branch, for the user. */
export class NoBranch extends Error {
  readonly said: Said

  constructor(said: Said) {
    super(said.code)
    this.said = said
  }
}

/** Whether a folder above the file has .git, which does not mean that git takes a commit there. Follows links. Throws system errors. */
export function isInWorkTree(path: string): boolean {
  for (let folder = dirname(realpathSync(path)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true
    if (folder === dirname(folder)) return false
  }
}

/** Rejects with NoBranch where there is no git, or no commit that the change could follow. */
export async function makeBranch({ path, before, after, name, author, subject, scratch }: Branching): Promise<Branch> {
  const file = realpathSync(path)
  const git = (args: readonly string[], input = '', more: Environment = {}) => run(dirname(file), args, input, more)
  const top = await git(['rev-parse', '--show-toplevel'])
  const inside = relative(realpathSync(top), file).split(sep).join('/')
  const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => {
    throw new NoBranch(say('git-nothing-yet'))
  })
  // `100644 blob 8a9b…<tab>zones/univ.example.zone`
  const entry = await git(['ls-tree', '-z', '--full-tree', head, '--', `:(literal,top)${inside}`])
  const [, mode, blob] = /^(100\d{3}) blob ([0-9a-f]+)\t/.exec(entry) ?? []
  if (mode === undefined) throw new NoBranch(say('git-file-new'))
  if ((await git(['hash-object', '--stdin', '--no-filters'], before)) !== blob)
    throw new NoBranch(say('git-file-differs'))
  // A branch named "janus" would keep "janus/…" from being made: find out before writing anything.
  if ((await git(['rev-parse', '--verify', '--quiet', `refs/heads/${SPACE}`]).catch(() => '')) !== '')
    throw new NoBranch(say('git-name-taken', { name: SPACE }))
  const next = await git(['hash-object', '-w', '--stdin', '--no-filters'], after)
  const tree = await treeWith(git, { head, scratch, line: `${mode} ${next}\t${inside}\0` })
  const commit = await git(['commit-tree', tree, '-p', head, '-F', '-'], subject, {
    ...{ GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: `${author.replaceAll(/[^\w.+-]/g, '_')}@${NOWHERE}` },
    ...{ GIT_COMMITTER_NAME: 'Janus', GIT_COMMITTER_EMAIL: `janus@${NOWHERE}` },
  })
  const branch = `${SPACE}/${refOf(name)}`
  // Fails where the branch exists: the old value must be nothing.
  await git(['update-ref', '--no-deref', `refs/heads/${branch}`, commit, '0'.repeat(commit.length)])
  return { branch, commit }
}

/** The names of all branches made here begin with it. */
const SPACE = 'janus'

/** git-check-ref-format(1): no two dots beside each other, and neither a dot nor ".lock" at the end. */
function refOf(name: string): string {
  return name.replaceAll(/\.{2,}/g, '.').replace(/\.(lock)?$/, '_$1')
}

/** RFC 2606 §2: mail to this domain goes nowhere. */
const NOWHERE = 'janus.invalid'

type Environment = Readonly<Record<string, string>>
type Git = (args: readonly string[], input?: string, more?: Environment) => Promise<string>

async function treeWith(
  git: Git,
  { head, scratch, line }: { readonly head: string; readonly scratch: string; readonly line: string },
): Promise<string> {
  const own = { GIT_INDEX_FILE: scratch }
  try {
    await git(['read-tree', head], '', own)
    await git(['update-index', '-z', '--index-info'], line, own)
    return await git(['write-tree'], '', own)
  } finally {
    for (const file of [scratch, `${scratch}.lock`]) rmSync(file, { force: true })
  }
}

/** Milliseconds for one command, and octets of its output. */
const PATIENCE = 10_000
const MOST = 2 ** 20

/** Switches off what a repository could make git run or ask; git itself checks who owns the repository. */
const QUIET = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // A split index would leave its larger part in the repository.
  'core.splitIndex=false',
  'i18n.commitEncoding=UTF-8',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
]

function run(folder: string, args: readonly string[], input: string, more: Environment): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const env = {
    ...{ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', HOME: '/nonexistent' },
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' },
    ...{ GIT_NO_REPLACE_OBJECTS: '1', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' },
    ...more,
  }
  const words = [...QUIET.flatMap((setting) => ['-c', setting]), ...args]
  const options = { cwd: folder, env, timeout: PATIENCE, killSignal: 'SIGKILL', maxBuffer: MOST } as const
  const child = execFile('git', words, options, (error, stdout, stderr) => {
    if (error === null) resolve(stdout.replace(/\n$/, ''))
    else reject(new NoBranch(whyNot(error, stderr)))
  })
  // A git that has ended reads nothing more, and has said why.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return promise
}

function whyNot(error: Error & { readonly killed?: boolean; readonly code?: unknown }, stderr: string): Said {
  if (error.code === 'ENOENT') return say('git-missing')
  if (error.killed) return say('git-slow', { seconds: PATIENCE / 1000 })
  const [line = ''] = stderr.trim().split('\n')
  if (line === '') return say('git-failed', { why: whyOf(error) })
  return say('git-says', { line: line.replace(/^(fatal|error): /, '') })
}
