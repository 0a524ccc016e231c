// Finds users and groups by name. Node can become one, but cannot look one up; the files of local ones are simple enough to read.

import { readFileSync } from 'node:fs'

export type Account = { readonly uid: number; readonly gid: number }

/** The user of that name (passwd(5)). A number stands for itself, with the group of the same number. */
export function findUser(name: string, passwd = '/etc/passwd'): Account | undefined {
  if (/^\d{1,9}$/.test(name)) return { uid: Number(name), gid: Number(name) }
  const fields = lineOf(passwd, isNamed(name))
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) }
}

/** Name of the first user with the number. */
export function userName(uid: number, passwd = '/etc/passwd'): string | undefined {
  return lineOf(passwd, (fields) => fields[2] === String(uid))?.[0]
}

/** Number of the group of that name (group(5)). */
export function findGroup(name: string, group = '/etc/group'): number | undefined {
  if (/^\d{1,9}$/.test(name)) return Number(name)
  const fields = lineOf(group, isNamed(name))
  return fields && Number(fields[2])
}

/** The fields of the first such line in a file with ":" between fields. */
export function lineOf(file: string, isMeant: (fields: readonly string[]) => boolean): string[] | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.map((line) => line.split(':')).find((fields) => fields.length > 3 && isMeant(fields))
  } catch {
    return undefined
  }
}

function isNamed(name: string): (fields: readonly string[]) => boolean {
  return (fields) => fields[0] === name
}
