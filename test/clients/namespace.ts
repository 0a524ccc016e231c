// A network of its own, with two addresses: one inside and one that strangers have. Clients that know no port but 53 find it there,
// and nothing that they send leaves it.

import { type ChildProcess, spawn } from 'node:child_process'
import type { Test } from 'tap'
import { type Ran, run } from '../support/janus.ts'

export const INSIDE = '10.53.0.1'
export const OUTSIDE = '192.0.2.53'

/** Why there is none here, or false. */
export async function noNamespaces(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'only root makes network namespaces'
  const name = `janus-try-${process.pid}`
  const { code, stderr } = await run('ip', ['netns', 'add', name]).catch(() => ({ code: 1, stderr: 'there is no ip' }))
  if (code !== 0) return `no network namespace can be made: ${stderr.trim()}`
  const { code: entered } = await run('ip', ['netns', 'exec', name, 'true'])
  await run('ip', ['netns', 'del', name])
  return entered === 0 ? false : 'no network namespace can be entered'
}

let count = 0

export class Namespace {
  readonly name = `janus-${process.pid}-${++count}`

  static async make(t: Test): Promise<Namespace> {
    const made = new Namespace()
    await must('ip', 'netns', 'add', made.name)
    t.teardown(() => run('ip', ['netns', 'del', made.name]))
    await must('ip', '-n', made.name, 'link', 'set', 'lo', 'up')
    for (const address of [INSIDE, OUTSIDE])
      await must('ip', '-n', made.name, 'address', 'add', `${address}/32`, 'dev', 'lo')
    return made
  }

  /** What runs a command in it; mounts that it makes are its own too. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name]
  }

  run(...words: readonly string[]): Promise<Ran> {
    const [first, ...rest] = [...this.prefix, ...words]
    return run(first!, rest)
  }

  /** A shell script; `before` prepares what is its own: mounts, variables. */
  script(text: string, before = ''): Promise<Ran> {
    return this.run('sh', '-ec', `${before}\n${text}`)
  }

  /** Runs until the test is over. */
  start(t: Test, words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    const [first, ...rest] = [...this.prefix, ...words]
    return new Running(t, first!, rest, env)
  }
}

export class Running {
  output = ''
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #hasEnded = false
  #wake: () => void = () => {}

  constructor(t: Test, program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
        this.#wake()
      })
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#hasEnded = true
        this.#wake()
        resolve()
      })
    })
    t.teardown(() => this.stop())
  }

  async said(text: RegExp): Promise<void> {
    while (!text.test(this.output)) {
      if (this.#hasEnded) throw new Error(`it ended before it said ${text}: ${this.output}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    return this.#ended
  }
}

async function must(...[program, ...args]: [string, ...string[]]): Promise<void> {
  const { code, stderr } = await run(program, args)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}
