// The real server as a process, with a configuration of its own on free ports, and real clients that ask it.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { janusProgram } from './program.ts'
import { isMade, looked, signAll } from './sign-all.ts'

/**
 * tap puts its hooks into every Node below it; the program under test shall run as it does for a user. `env` becomes the
 * program.
 */
const plain = ['-u', 'NODE_OPTIONS', '-u', 'FORCE_COLOR', 'NO_COLOR=1'] as const

export type Files = Readonly<Record<string, string | Uint8Array>>

/**
 * A folder with these files that lives as long as the test: it goes after all that was started in it, as t.testdir() does not.
 */
export function folderOf(t: Pick<Test, 'teardown'>, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'janus-test-'))
  // For tests that run as somebody else.
  chmodSync(folder, 0o777)
  // What has just ended may still have been writing.
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Starts `janus serve` on the file janus.yaml of the folder, and waits until it is ready. */
export async function serve(
  t: Test,
  folder: string,
  command: readonly string[] = [process.execPath],
  started = janusProgram,
): Promise<Janus> {
  const janus = new Janus(t, folder, command, [started, 'serve', '--config', join(folder, 'janus.yaml')])
  await janus.logged('ready')
  return janus
}

export type LogLine = { readonly msg: string; readonly level: number; readonly [key: string]: unknown }

export class Janus {
  readonly process: ChildProcess
  readonly log: LogLine[] = []
  stderr = ''
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  #partial = ''
  #running = true
  readonly #waiting = new Set<() => void>()

  /** `command` runs Node; `serving` says what. */
  constructor(
    t: Test,
    folder: string,
    [file, ...args]: readonly string[] = [process.execPath],
    serving: readonly string[] = [janusProgram, 'serve', '--config', join(folder, 'janus.yaml')],
  ) {
    signAll(folder)
    this.process = spawn('env', [...plain, file!, ...args, ...serving], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.ended = new Promise((resolve) => {
      this.process.on('close', (code, signal) => {
        this.#running = false
        this.#wake()
        resolve({ code, signal })
      })
    })
    t.teardown(() => {
      this.process.kill('SIGKILL')
      return this.ended
    })
  }

  /** Listen addresses as the log gives them. */
  get listen(): string[] {
    return (this.log.find(({ msg }) => msg === 'ready')?.listen ?? []) as string[]
  }

  /** Of the first listen address that begins so; the first of all by default. */
  port(address = ''): number {
    const found = this.listen.find((text) => text.startsWith(address))
    return Number(found?.slice(found.lastIndexOf(':') + 1))
  }

  /** The `count`th line with this message, or the first of those for which it is so; fails where the process ends before. */
  async logged(msg: string, which: number | ((line: LogLine) => boolean) = 1): Promise<LogLine> {
    for (;;) {
      const lines = this.log.filter((line) => line.msg === msg)
      const line = typeof which === 'number' ? lines[which - 1] : lines.find(which)
      if (line) return line
      if (!this.#running) throw new Error(`the server ended before it logged "${msg}": ${this.stderr}${this.#text()}`)
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
      })
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }

  /** Several may wait at once. */
  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  #text(): string {
    return this.log.map((line) => `\n${JSON.stringify(line)}`).join('')
  }

  #read(text: string): void {
    const lines = (this.#partial + text).split('\n')
    this.#partial = lines.pop()!
    for (const line of lines) this.log.push(JSON.parse(line))
    looked.signed += lines.filter((line) => line.includes('"msg":"signed"')).length
    this.#wake()
  }
}

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a program to its end, however it ends. */
export async function run(file: string, args: readonly string[], cwd?: string): Promise<Ran> {
  const ran = await ranOnce(file, args, cwd)
  return file === 'dig' && isOwnQuestion(ran.stdout) ? run(file, args, cwd) : ran
}

/**
 * dig lets others of its user have its port, and so does a server with several threads: once in some ten thousand times Linux gives it the
 * port that it asks at, and it takes its own question for the answer.
 */
function isOwnQuestion(stdout: string): boolean {
  return /^;; flags:(?! qr)/m.test(stdout)
}

function ranOnce(file: string, args: readonly string[], cwd?: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile('env', [...plain, file, ...args], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = error?.code ?? 0
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error)
    })
  })
}

/** Runs a command of the checkout. */
export function janus(...args: string[]): Promise<Ran> {
  return run(process.execPath, [janusProgram, ...args])
}

/** What `dig +short`-like questions bring: one line a record, sorted; or the rcode where there is no answer. */
export async function dig(port: number, ...words: string[]): Promise<string[]> {
  // Of a busy machine the answer is waited for; a second question would be counted as another one.
  const fixed = ['+time=30', '+tries=2', '+noall', '+comments', '+answer', '-p', String(port)]
  const { stdout } = await run('dig', [...fixed, ...words])
  const records = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'))
  const lines = records.map((line) => line.replace(/\s+/g, ' ')).filter((line) => !isMade(line.split(' ')[3] ?? ''))
  if (lines.length > 0) return lines.sort()
  return [/status: (\w+)/.exec(stdout)?.[1] ?? 'no answer']
}

/** Why to skip a test that needs these programs, or false. */
export async function missing(...programs: string[]): Promise<string | false> {
  for (const program of programs) {
    const { code } = await run('sh', ['-c', `command -v ${program}`])
    if (code !== 0) return `${program} is not installed`
  }
  return false
}

/** A command that runs Node as a user who may do nothing special; a string says why there is none. */
export async function unprivileged(): Promise<readonly string[] | string> {
  if (process.getuid?.() !== 0) return [process.execPath]
  const command = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath]
  const { code, stderr } = await run(command[0]!, [...command.slice(1), janusProgram, '--version']).catch(
    () => noSetpriv,
  )
  return code === 0 ? command : `nobody cannot run the program: ${stderr}`
}

const noSetpriv = { code: 2, stderr: 'there is no setpriv' }
