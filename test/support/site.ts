// One configuration and its files. A server in this process serves them, reloads and starts again; beside it stands what a
// start from the files alone would serve.

import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { Server } from '../../src/serve/server.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { type Candidate, makeCandidate } from '../../src/store/generation/candidate.ts'
import type { ReloadReport } from '../../src/store/generation/report.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { writeKept } from '../../src/supply/loader/write-kept.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { configReader } from '../../src/text/config/reread.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { signAll } from './sign-all.ts'

/** What one view serves of one zone, and what is said of it. */
export type Served = {
  readonly face: string
  /** The face as text; undefined where its names get SERVFAIL. */
  readonly text: string | undefined
  readonly state: string
  readonly findings: readonly string[]
}

export class Site {
  readonly folder: string
  /** Lines of the log of the server that was started last. */
  said: readonly string[] = []
  #server: Server | undefined
  program = 'a'

  constructor(folder: string) {
    this.folder = folder
  }

  async start(): Promise<void> {
    signAll(this.folder)
    const said: string[] = []
    this.said = said
    this.#server = await Server.start(this.#settings, {
      log: pino({ level: 'warn' }, { write: (line) => said.push(line) }),
      program: this.program,
      // A thread costs a test more than the disk does.
      writeKept: async (data) => writeKept(data),
      readSettings: configReader(this.#config),
    })
    await this.#keep()
  }

  async stop(): Promise<void> {
    await this.#server?.close()
    this.#server = undefined
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async reload(): Promise<ReloadReport> {
    const report = await this.#server!.reload()
    await this.#keep()
    return report
  }

  get server(): Server {
    return this.#server!
  }

  get isRunning(): boolean {
    return this.#server !== undefined
  }

  get served(): Served[] {
    return servedBy(this.#server!.current.candidate)
  }

  /** All that is said of what is served, as data. */
  get problems(): readonly Problem[] {
    return this.#server!.current.candidate.loaded.faces.flatMap(({ problems }) => problems)
  }

  /** Without a state folder, and without a past. */
  async fresh(): Promise<Served[]> {
    const settings = this.#settings
    const state = new StateFolder(join(this.folder, 'no state'))
    const files = await readZones(settings, 'load', undefined)
    return servedBy(makeCandidate({ settings, files, running: undefined, state }))
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** Makes a link, or turns one that is there, in one step. */
  link(name: string, target: string): void {
    const next = join(this.folder, `${name}.turned`)
    rmSync(next, { force: true })
    symlinkSync(target, next)
    renameSync(next, join(this.folder, name))
  }

  /** Resolves when everything that is served is in the state folder. */
  #keep(): Promise<void> {
    return this.#server!.keep()
  }

  get #config(): string {
    return join(this.folder, 'janus.yaml')
  }

  get #settings(): Settings {
    const { settings, problems } = loadConfig(this.#config)
    if (settings === undefined)
      throw new Error(
        inEnglish(problems)
          .map(({ message }) => message)
          .join('\n'),
      )
    return settings
  }
}

function servedBy({ settings, loaded, states }: Candidate): Served[] {
  return loaded.faces.map(({ view, name, served, problems }, i) => {
    const { name: viewName } = settings.views[view]!
    return {
      face: `${viewName} ${name}`,
      text: served && printZone(served, viewName),
      state: states[i]!,
      findings: inEnglish(problems).map(
        ({ severity, rule, message, place }) =>
          `${place.file}:${place.line}:${place.column} ${severity} ${rule} ${message}`,
      ),
    }
  })
}
