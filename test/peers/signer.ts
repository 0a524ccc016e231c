// Signs zones with the tools that operators use, ldns-signzone and BIND's dnssec-signzone, so that we serve and validate what
// they make and not what we think they make.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installed } from './process.ts'

const exec = promisify(execFile)

export type Chain = 'NSEC' | 'NSEC3' | 'NSEC3 opt-out'
export type Manner = { readonly tool: 'ldns-signzone' | 'dnssec-signzone'; readonly chain: Chain }

export const manners: readonly Manner[] = (['ldns-signzone', 'dnssec-signzone'] as const).flatMap((tool) =>
  (['NSEC', 'NSEC3', 'NSEC3 opt-out'] as const).map((chain) => ({ tool, chain })),
)

export const canSign = ['dnssec-keygen', 'ldns-signzone', 'dnssec-signzone', 'dnssec-dsfromkey'].every(installed)

const SALT = 'aabbccdd'

/** One key for all zones: these tests are not about keys. */
export class Signer {
  readonly #folder: string
  readonly #key: string
  readonly #private: string
  readonly #tag: string
  #count = 0

  private constructor(folder: string, name: string) {
    this.#folder = folder
    this.#key = readFileSync(join(folder, `${name}.key`), 'latin1')
    this.#private = readFileSync(join(folder, `${name}.private`), 'latin1')
    this.#tag = /\+(\d+)$/.exec(name)![1]!
  }

  static async create(): Promise<Signer> {
    const folder = mkdtempSync(join(tmpdir(), 'janus-sign-'))
    await exec(installed('dnssec-keygen')!, ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', 'any.example'], {
      cwd: folder,
    })
    const name = readdirSync(folder)
      .find((file) => file.endsWith('.key'))!
      .slice(0, -4)
    return new Signer(folder, name)
  }

  /** The DNSKEY record at an origin (without its final dot), as a master file line. */
  dnskey(origin: string): string {
    const line = this.#key.split('\n').find((text) => !text.startsWith(';'))!
    return line.replace(/^\S+/, `${origin}.`)
  }

  /** The DS record for the parent. */
  async ds(origin: string): Promise<string> {
    const base = this.#writeKey(origin)
    const { stdout } = await exec(installed('dnssec-dsfromkey')!, ['-2', `${base}.key`], { cwd: this.#folder })
    return stdout.trim()
  }

  /** The zone's text with DNSKEY, RRSIGs and chain; undefined where the tool refuses the zone. */
  async sign(origin: string, text: string, { tool, chain }: Manner): Promise<string | undefined> {
    const base = this.#writeKey(origin)
    const input = join(this.#folder, `${this.#count++}.zone`)
    const output = `${input}.signed`
    writeFileSync(input, `${text}${this.dnskey(origin)}\n`)
    const args =
      tool === 'ldns-signzone'
        ? ['-o', origin, '-f', output, ...ldnsChain[chain], input, base]
        : ['-q', '-z', '-P', '-O', 'full', '-o', origin, '-f', output, ...bindChain[chain], input, `${base}.private`]
    try {
      await exec(installed(tool)!, args, { cwd: this.#folder, maxBuffer: 1 << 26 })
      // ldns writes a label of one `$` as it is, which begins a directive where a line does (RFC 1035 §5.1).
      return readFileSync(output, 'latin1').replace(/^\$(?=\.)/gm, '\\$')
    } catch {
      return undefined
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #writeKey(origin: string): string {
    const base = join(this.#folder, `K${origin}.+013+${this.#tag}`)
    writeFileSync(`${base}.key`, `${this.dnskey(origin)}\n`)
    writeFileSync(`${base}.private`, this.#private)
    return base
  }
}

const ldnsChain: Readonly<Record<Chain, readonly string[]>> = {
  NSEC: [],
  NSEC3: ['-n', '-s', SALT, '-t', '1'],
  'NSEC3 opt-out': ['-n', '-p', '-s', SALT, '-t', '1'],
}
const bindChain: Readonly<Record<Chain, readonly string[]>> = {
  NSEC: [],
  NSEC3: ['-3', SALT, '-H', '1'],
  'NSEC3 opt-out': ['-3', SALT, '-H', '1', '-A'],
}
