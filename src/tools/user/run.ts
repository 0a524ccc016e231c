// `janus user`: works on the file of users alone, whether a server runs or not.

import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Said } from '../../dns/said.ts'
import { makeKeysFolder } from '../../keys/key-file.ts'
import { ownUser, whyRefused } from '../../keys/refusal.ts'
import { loadPosix } from '../../system/posix.ts'
import { patternOf } from '../../text/config/name-pattern.ts'
import type { Settings } from '../../text/config/settings.ts'
import { asOneWriter } from '../../users/one-writer.ts'
import { hidePassword } from '../../users/password.ts'
import type { Role } from '../../users/roles.ts'
import { makeToken } from '../../users/token.ts'
import { type Token, USER_NAME, type User } from '../../users/user.ts'
import { isNamed, readUsers, writeUsers } from '../../users/users-file.ts'
import { Exit } from '../exit.ts'
import { settingsAt, spokenBy } from '../spoken.ts'
import { readPassword } from './read-password.ts'
import { english, say } from './says.ts'

const { tell, json, refuse } = spokenBy(english)

export type UserOptions = { readonly config?: string; readonly json?: boolean }

export type NewUser = {
  readonly name: string
  readonly role: Role
  readonly view?: readonly string[]
  readonly zone?: readonly string[]
  readonly password?: boolean
}

export type TokenOptions = {
  readonly until?: string
  readonly verb?: readonly string[]
  readonly write?: boolean
}

/** Returns the exit code, as the other commands here do. */
export async function addUser(
  { name, role, view, zone, password: wanted }: NewUser,
  options: UserOptions,
): Promise<number> {
  const hidden = wanted ? await newPassword() : undefined
  if (hidden !== undefined && typeof hidden !== 'string') return refuse(hidden)
  return changingUsers(options, (file, users, { views }) => {
    if (!USER_NAME.test(name)) return refuse(say('user-bad-name', { name }))
    if (users.some((user) => isNamed(user, name))) return refuse(say('user-there-already', { name }))
    const names = views.map((one) => one.name)
    for (const one of view ?? [])
      if (!names.includes(one)) return refuse(say('user-no-view', { view: one, views: names.join(', ') }))
    for (const one of zone ?? []) if (patternOf(one) === undefined) return refuse(say('user-bad-zone', { zone: one }))
    const bounds = { ...(view && { views: view }), ...(zone && { zones: zone }) }
    const added: User = { name, role, ...bounds, ...(hidden !== undefined && { password: hidden }), tokens: [] }
    const isNew = !existsSync(file)
    const failed = written(file, [...users, added])
    if (failed !== undefined) return refuse(failed)
    if (options.json) return json(shown(added))
    tell(say('user-added', { name, role, sees: seenSaid(added) }))
    tell(say('user-then-token', { name }))
    if (isNew) tell(say('user-then-restart'))
    return Exit.good
  })
}

export function listUsers(options: UserOptions): number {
  return withUsers(options, (_file, users) => {
    if (options.json) return json({ users: users.map(shown) })
    if (users.length === 0) tell(say('user-none'))
    for (const user of users) {
      process.stdout.write(`${user.name}  ${user.role}  ${english.text(seenSaid(user))}\n`)
      if (user.password !== undefined) tell(say('user-with-password'))
      for (const token of user.tokens) tell(tokenSaid(token, Date.now()))
    }
    return Exit.good
  })
}

/** `none`: takes the user's password away. */
export async function setPassword(name: string, options: UserOptions & { readonly none?: boolean }): Promise<number> {
  const hidden = options.none ? undefined : await newPassword()
  if (hidden !== undefined && typeof hidden !== 'string') return refuse(hidden)
  return changingUsers(options, (file, users) => {
    const user = users.find((one) => isNamed(one, name))
    if (user === undefined) return refuse(unknownSaid(users, name))
    const { password: _, tokens, ...rest } = user
    const changed: User = { ...rest, ...(hidden !== undefined && { password: hidden }), tokens }
    const failed = written(
      file,
      users.map((one) => (one === user ? changed : one)),
    )
    if (failed !== undefined) return refuse(failed)
    if (options.json) return json(shown(changed))
    tell(say(hidden === undefined ? 'user-password-gone' : 'user-password-set', { name: user.name }))
    return Exit.good
  })
}

/** The hash of a password, or why there is none. */
async function newPassword(): Promise<string | Said> {
  const read = await readPassword((said) => process.stderr.write(english.text(said)))
  if (process.stdin.isTTY) process.stderr.write('\n')
  return 'code' in read ? read : hidePassword(read.password)
}

/** `known`: names of verbs. */
export async function newToken(
  name: string,
  { until, verb, write, ...options }: UserOptions & TokenOptions,
  known: readonly string[],
): Promise<number> {
  return changingUsers(options, (file, users) => {
    const user = users.find((one) => isNamed(one, name))
    if (user === undefined) return refuse(unknownSaid(users, name))
    const strange = verb?.find((one) => !known.includes(one))
    if (strange !== undefined) return refuse(say('user-no-verb', { verb: strange, verbs: known.join(', ') }))
    const end = until === undefined ? undefined : dayOf(until)
    if (until !== undefined && (end === undefined || end <= Date.now()))
      return refuse(say('user-bad-date', { date: until }))
    const { text, token } = makeToken(Date.now(), { until: end, verbs: verb, write })
    const changed = { ...user, tokens: [...user.tokens, token] }
    const failed = written(
      file,
      users.map((one) => (one === user ? changed : one)),
    )
    if (failed !== undefined) return refuse(failed)
    const { hash: _, ...rest } = token
    if (options.json) return json({ user: user.name, token: text, ...rest })
    process.stdout.write(`${text}\n`)
    process.stderr.write(`${english.text(say('user-token-once'))}\n`)
    return Exit.good
  })
}

export async function removeUser(name: string, options: UserOptions & { readonly token?: string }): Promise<number> {
  return changingUsers(options, (file, users) => {
    const user = users.find((one) => isNamed(one, name))
    if (user === undefined) return refuse(unknownSaid(users, name))
    const { token } = options
    if (token !== undefined && !user.tokens.some(({ id }) => id === token)) {
      const known = user.tokens.map(({ id }) => id).join(', ')
      return refuse(say('user-token-unknown', { token, name, known: known || say('user-no-tokens') }))
    }
    const without = { ...user, tokens: user.tokens.filter(({ id }) => id !== token) }
    const left =
      token === undefined ? users.filter((one) => one !== user) : users.map((one) => (one === user ? without : one))
    const failed = written(file, left)
    if (failed !== undefined) return refuse(failed)
    if (options.json) return json({ removed: user.name, ...(token !== undefined && { token }) })
    tell(token === undefined ? say('user-removed', { name }) : say('user-token-removed', { token, name }))
    return Exit.good
  })
}

/** The beginning of the day in UTC, in milliseconds since 1970; undefined where there is no such day. */
function dayOf(date: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? undefined : at
}

function unknownSaid(users: readonly User[], name: string): Said {
  return say('user-unknown', { name, known: users.map((one) => one.name).join(', ') || say('user-nobody') })
}

function seenSaid({ views, zones }: User): Said {
  if (views === undefined && zones === undefined) return say('user-sees-all')
  return say('user-sees', {
    views: views?.join(', ') ?? say('user-all'),
    zones: zones?.join(', ') ?? say('user-all'),
  })
}

function tokenSaid({ id, made, until, write }: Token, now: number): Said {
  const day = until?.slice(0, 10) ?? ''
  const ends =
    until === undefined
      ? say('user-for-ever')
      : say(Date.parse(until) <= now ? 'user-ended' : 'user-until', { until: day })
  return say('user-token-line', {
    token: id,
    made: made.slice(0, 10),
    until: ends,
    write: write ? say('user-writes') : '',
  })
}

/** The user without password and hashes of tokens. */
function shown({ tokens, password, ...user }: User): object {
  return { ...user, password: password !== undefined, tokens: tokens.map(({ hash: _, ...token }) => token) }
}

type Work = (file: string, users: readonly User[], settings: Settings) => number

/** Does the work while no other command changes the file. */
async function changingUsers(options: UserOptions, work: Work): Promise<number> {
  const found = fileOf(options)
  if (typeof found === 'number') return found
  const { file } = found
  try {
    makeKeysFolder(dirname(file))
    const waits = () => process.stderr.write(`${english.text(say('user-waits'))}\n`)
    const worked = await asOneWriter(file, await loadPosix(), waits, () => usersOf(found, work))
    return worked === undefined ? refuse(say('user-others-at-it', { file })) : worked.done
  } catch (error) {
    return refuse(say('user-cannot-write', { file, user: ownUser(), why: whyRefused(error) }))
  }
}

function withUsers(options: UserOptions, work: Work): number {
  const found = fileOf(options)
  return typeof found === 'number' ? found : usersOf(found, work)
}

type Found = { readonly file: string; readonly settings: Settings }

/** The file of users, or the exit code where the configuration names none. */
function fileOf({ config }: UserOptions): Found | number {
  const settings = settingsAt(config)
  if (typeof settings === 'number') return settings
  const file = settings.operations.http?.users
  return file === undefined ? refuse(say('user-no-file')) : { file, settings }
}

function usersOf({ file, settings }: Found, work: Work): number {
  try {
    const users = existsSync(file) ? readUsers(file) : []
    if ('code' in users) return refuse(say('user-cannot-read', { file, user: ownUser(), why: users }))
    return work(file, users, settings)
  } catch (error) {
    return refuse(say('user-cannot-read', { file, user: ownUser(), why: whyRefused(error) }))
  }
}

/** Writes the file, or says why it could not. */
function written(file: string, users: readonly User[]): Said | undefined {
  try {
    writeUsers(file, users)
    return undefined
  } catch (error) {
    return say('user-cannot-write', { file, user: ownUser(), why: whyRefused(error) })
  }
}
