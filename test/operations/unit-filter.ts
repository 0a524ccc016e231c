// Puts on a process, without systemd, what the unit lets the server do: the user, the capability, the system calls and the
// address families.

import { readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { missing, run } from '../support/janus.ts'

const unitFile = join(import.meta.dirname, '../../packaging/janus.service')
const helper = join(import.meta.dirname, 'under-filter.py')

/** The values of a setting, in the order of the unit. */
export function unitValues(key: string): string[] {
  const lines = readFileSync(unitFile, 'utf8').split('\n')
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1))
}

/** Why it cannot be done on this machine, or false. */
export async function noFilter(): Promise<string | false> {
  if (process.platform !== 'linux') return 'the filter is one of Linux'
  if (process.getuid?.() !== 0) return 'only root can become another user'
  const lacking = await missing('systemd-analyze', 'setpriv', '/usr/bin/python3')
  if (lacking) return lacking
  const { code } = await run('/usr/bin/python3', ['-c', 'import ctypes; ctypes.CDLL("libseccomp.so.2")'])
  return code !== 0 && 'libseccomp is not installed'
}

/** A command that runs a program as the unit would; by default Node, as a user who is nobody else's. */
export async function asUnit(
  folder: string,
  {
    user = '65534',
    program = [process.execPath],
  }: { readonly user?: string; readonly program?: readonly string[] } = {},
): Promise<string[]> {
  const file = join(folder, 'filter.json')
  writeFileSync(file, JSON.stringify({ calls: [...(await allowedCalls())], errno: errno(), families: families() }))
  const capability = only(unitValues('AmbientCapabilities')).replace(/^CAP_/, '+').toLowerCase()
  return [
    'setpriv',
    `--reuid=${user}`,
    `--regid=${user}`,
    '--clear-groups',
    `--bounding-set=-all,${capability}`,
    `--inh-caps=-all,${capability}`,
    `--ambient-caps=-all,${capability}`,
    ...(only(unitValues('NoNewPrivileges')) === 'yes' ? ['--no-new-privs'] : []),
    ...['--', '/usr/bin/python3', helper, file, ...program],
  ]
}

/** systemd.exec(5): the first line says whether the list allows or denies; each later one adds or takes away. */
async function allowedCalls(): Promise<Set<string>> {
  const allowed = new Set<string>()
  for (const line of unitValues('SystemCallFilter')) {
    const taken = line.startsWith('~')
    for (const name of line.replace('~', '').split(/\s+/))
      for (const call of await callsOf(name))
        if (taken) allowed.delete(call)
        else allowed.add(call)
  }
  // systemd allows what it needs itself to start the program.
  for (const call of await callsOf('@default')) allowed.add(call)
  return allowed
}

async function callsOf(name: string): Promise<string[]> {
  if (!name.startsWith('@')) return [name]
  const { stdout } = await run('systemd-analyze', ['syscall-filter', '--no-pager', name])
  const words = stdout.split('\n').flatMap((line) => /^ {4}([^\s#]\S*)/.exec(line)?.[1] ?? [])
  return (await Promise.all(words.map(callsOf))).flat()
}

function errno(): number {
  return constants.errno[only(unitValues('SystemCallErrorNumber')) as keyof typeof constants.errno]
}

/** socket(2) */
const numbers: Readonly<Record<string, number>> = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16 }

function families(): number[] {
  return only(unitValues('RestrictAddressFamilies'))
    .split(/\s+/)
    .map((name) => numbers[name]!)
}

function only(values: readonly string[]): string {
  if (values.length !== 1) throw new Error(`the unit has ${values.length} lines where one was looked for`)
  return values[0]!
}
