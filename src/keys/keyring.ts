// The TSIG keys in use: which views each shows, from which addresses it counts, and with which of two files we sign while one takes the
// other's place. Janus reads them at a start and at a reload; in between only the times of their last use change.

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Prefix } from '../views/prefix.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import { makeKeyFile, readKeyFile } from './key-file.ts'
import type { KeyFlaw } from './key-text.ts'
import type { KeyUses } from './key-uses.ts'
import { ownUser, whyRefused } from './refusal.ts'
import { say } from './says.ts'

/** A key that the configuration wants. */
export type WantedKey = {
  /** Its name as configured, without the final dot. Rules name the key so, whichever of its files they mean. */
  readonly text: string
  /** Names of the views that it shows. */
  readonly views: readonly string[]
  /** Networks from which it counts; undefined: all. */
  readonly from?: readonly Prefix[]
  /** The secondary that has it, where the key is for one. */
  readonly peer?: string
  /** Path of its first file, and how messages write it. */
  readonly file: string
  readonly shown: string
}

export type KeyEntry = WantedKey & {
  readonly key: TsigKey
  /** The key's name with the number of its file, but for the first: `ns2.internal.2`. */
  readonly current: string
  /** When somebody wrote its file, in milliseconds since 1970. */
  readonly written: number
}

export type KeyTrouble = {
  readonly wanted: WantedKey
  readonly file: string
  /** Whether the key can be used all the same. */
  readonly usable: boolean
} & KeyFlaw

export class Keyring {
  /** By nameKey(). */
  readonly #byName = new Map<string, KeyEntry>()
  /** The entries of each configured name, oldest first. */
  readonly #byText = new Map<string, readonly KeyEntry[]>()
  /** When somebody else last used a key, in milliseconds since 1970. */
  readonly #used = new Map<string, number>()

  /** `uses`: the times kept from before the start. They do not count for a file written since: it may hold another secret. */
  constructor(entries: readonly KeyEntry[] = [], before?: Keyring, uses?: KeyUses) {
    for (const entry of entries) {
      this.#byName.set(nameKey(entry.key.name), entry)
      this.#byText.set(folded(entry.text), [...(this.#byText.get(folded(entry.text)) ?? []), entry])
      const noted = uses?.get(folded(entry.current))
      const at = before?.useOf(entry) ?? (noted !== undefined && noted >= Math.floor(entry.written) ? noted : undefined)
      if (at !== undefined) this.#used.set(folded(entry.current), at)
    }
  }

  /** `name`: in wire form and lower case. */
  find(name: Uint8Array): KeyEntry | undefined {
    return this.#byName.get(nameKey(name))
  }

  /** All files of a key, oldest first; none where it cannot be used. */
  of(text: string): readonly KeyEntry[] {
    return this.#byText.get(folded(text)) ?? []
  }

  /** The entry that we sign with: the oldest, until the other server has used a newer one. */
  signingKey(text: string): KeyEntry | undefined {
    const entries = this.of(text)
    return entries.findLast(({ current }, i) => i > 0 && this.usedAt(current) !== undefined) ?? entries[0]
  }

  /** The key that a secondary has for a view. */
  ofPeer(peer: string, view: string): KeyEntry | undefined {
    return this.signingKey(`${peer}.${view}`)
  }

  get entries(): readonly KeyEntry[] {
    return [...this.#byText.values()].flat()
  }

  /** The last use of a key with the same name and the same secret. */
  useOf({ key }: KeyEntry): number | undefined {
    const known = this.find(key.name)
    return known?.key.secret.equals(key.secret) ? this.usedAt(known.current) : undefined
  }

  usedAt(current: string): number | undefined {
    return this.#used.get(folded(current))
  }

  /** Notes that somebody else sent a message with a good signature by this key. */
  noteUse({ current }: KeyEntry, now: number): void {
    this.#used.set(folded(current), now)
  }
}

/**
 * Loads the keys that the configuration wants. Makes a key without a file, where `make` says so and nobody has used that key yet. Where a
 * file has gone or broken since we read it, the key stays in use as `before` has it.
 */
export function loadKeyring(
  wanted: readonly WantedKey[],
  { make, before, uses }: { readonly make: boolean; readonly before?: Keyring | undefined; readonly uses?: KeyUses },
): { readonly keyring: Keyring; readonly troubles: readonly KeyTrouble[] } {
  const troubles: KeyTrouble[] = []
  const entries = wanted.flatMap((one) => {
    const known = before?.of(one.text) ?? []
    const files = filesOf(one)
    if (files.length > 0) return files.flatMap((file) => entryOf(one, file, known, troubles) ?? [])
    if (known.length > 0) {
      const message = say('key-gone', { file: one.shown, name: one.text })
      troubles.push({ wanted: one, file: one.file, usable: true, message, fix: say('bring-key-back') })
      return known.map((entry) => ({ ...entry, ...one }))
    }
    const used = uses && lastUse(uses, one.text)
    if (used !== undefined) {
      // With a new secret the other server's signatures would fail, and nobody would know why.
      const message = say('key-lost', { file: one.shown, name: one.text, when: new Date(used).toISOString() })
      const fix = say('bring-key-back-or-new', { name: one.text })
      troubles.push({ wanted: one, file: one.file, usable: false, message, fix })
      return []
    }
    if (!make || !isMade(one, troubles)) return []
    return entryOf(one, one.file, known, troubles) ?? []
  })
  return { keyring: new Keyring(entries, before, uses), troubles }
}

/** When others last used any file of the key; undefined where nobody has. `text`: the name as configured. */
export function lastUse(uses: KeyUses, text: string): number | undefined {
  const times = usesOf(uses, text).map((name) => uses.get(name)!)
  return times.length === 0 ? undefined : Math.max(...times)
}

/** The names, with their numbers, of those of its files that others have used. */
export function usesOf(uses: KeyUses, text: string): string[] {
  const first = folded(text)
  const isNumber = (rest: string) => /^\.[1-9][0-9]{0,5}$/.test(rest)
  return [...uses.keys()].filter(
    (name) => name.startsWith(first) && (name === first || isNumber(name.slice(first.length))),
  )
}

/** The files of the key that exist, oldest first: its first and, while others take its place, those with a number. */
export function filesOf({ file }: Pick<WantedKey, 'file'>): string[] {
  const first = basename(file)
  const stem = first.replace(/\.key$/, '.')
  return namesIn(dirname(file))
    .flatMap((name) => {
      if (name === first) return [{ name, number: 1 }]
      const number = name.startsWith(stem) ? /^([1-9][0-9]{0,5})\.key$/.exec(name.slice(stem.length)) : null
      return number === null ? [] : [{ name, number: Number(number[1]) }]
    })
    .sort((a, b) => a.number - b.number)
    .map(({ name }) => join(dirname(file), name))
}

/** Every file of a key in the folder. */
export function allKeyFiles(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.key') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
}

/** The name of the key in one of the files. */
export function nameInFile(file: string): string {
  return basename(file).replace(/\.key$/, '')
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function entryOf(
  wanted: WantedKey,
  file: string,
  known: readonly KeyEntry[],
  troubles: KeyTrouble[],
): KeyEntry | undefined {
  const current = nameInFile(file)
  const asBefore = known.find((entry) => entry.current === current)
  try {
    const { key, flaws, written } = readKeyFile(file, current)
    const usable = key !== undefined || asBefore !== undefined
    for (const flaw of flaws) troubles.push({ ...flaw, wanted, file, usable })
    if (key !== undefined) return { ...wanted, key, current, written }
  } catch (error) {
    const message = say('key-cannot-read', { file, user: ownUser(), why: whyRefused(error) })
    troubles.push({ wanted, file, usable: asBefore !== undefined, message })
  }
  return asBefore && { ...asBefore, ...wanted }
}

function isMade(wanted: WantedKey, troubles: KeyTrouble[]): boolean {
  try {
    makeKeyFile(wanted.file, wanted.text)
    return true
  } catch (error) {
    // Another process has made it meanwhile.
    if (existsSync(wanted.file)) return true
    const user = ownUser()
    const message = say('key-cannot-write', { file: wanted.shown, user, why: whyRefused(error) })
    troubles.push({ wanted, file: wanted.file, usable: false, message, fix: say('other-keys-folder', { user }) })
    return false
  }
}

function nameKey(name: Uint8Array): string {
  return Buffer.from(name).toString('latin1')
}

/** Names of keys are names of the DNS: case does not count. */
function folded(text: string): string {
  return text.toLowerCase()
}
