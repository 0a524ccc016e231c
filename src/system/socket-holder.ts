// Finds which program holds a port that could not be had: on Linux its name and process where the program is ours or we are root, else its
// user.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { userName } from './accounts.ts'

export type Holder = {
  readonly user: string
  /** Undefined where the system does not show what that user's processes have open. */
  readonly process?: { readonly id: number; readonly name: string }
}

/** The holder of the port at this address or at all addresses. Undefined where there is none, or on another system. */
export function portHolder(protocol: 'udp' | 'tcp', address: Uint8Array, port: number): Holder | undefined {
  const own = procText(address)
  const sockets = ['', '6'].flatMap((family) => socketsOf(`/proc/net/${protocol}${family}`))
  const found = sockets
    .filter((one) => one.port === port && (protocol === 'udp' || one.listens))
    .find((one) => one.address === own || /^0+$/.test(one.address) || /^0+$/.test(own))
  if (found === undefined) return undefined
  const user = userName(found.uid) ?? `${found.uid}`
  const id = processWith(found.inode)
  return id === undefined ? { user } : { user, process: { id, name: programOf(id) } }
}

type Socket = {
  readonly address: string
  readonly port: number
  readonly listens: boolean
  readonly uid: number
  readonly inode: string
}

/** proc(5), /proc/net/tcp: `sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode` */
function socketsOf(path: string): Socket[] {
  return (read(path) ?? '').split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid, , inode] = line.trim().split(/\s+/)
    const [address = '', hex = ''] = local.split(':')
    const port = Number.parseInt(hex, 16)
    return inode === undefined || Number.isNaN(port)
      ? []
      : [{ address, port, listens: state === '0A', uid: Number(uid), inode }]
  })
}

/** The address as /proc has it on a little-endian machine: words of four octets, the last octet first. */
function procText(address: Uint8Array): string {
  const words = Array.from({ length: address.length / 4 }, (_, i) => address.slice(i * 4, i * 4 + 4).reverse())
  return Buffer.concat(words).toString('hex').toUpperCase()
}

function processWith(inode: string): number | undefined {
  const wanted = `socket:[${inode}]`
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((id) => list(`/proc/${id}/fd`).some((fd) => link(`/proc/${id}/fd/${fd}`) === wanted))
}

const INTERPRETER = /^(node|nodejs|python[\d.]*|perl|ruby|java)$/
/** Options that are followed by program text, not by a script. */
const EVALUATES = /^(-[ecpE]+|--eval|--print)$/

/**
 * The name by which people know the program; for a script, the script's. Others chose these words: it leaves out control characters, and
 * options, which may be passwords.
 */
function programOf(id: number): string {
  const [program = '', ...words] = (read(`/proc/${id}/cmdline`) ?? '').split('\0')
  const first = words.findIndex((word) => !word.startsWith('-'))
  const script = words.slice(0, Math.max(first, 0)).some((word) => EVALUATES.test(word)) ? '' : (words[first] ?? '')
  const own = basename(program)
  const name = INTERPRETER.test(own) && script !== '' ? `${own} ${basename(script)}` : own
  return name.replaceAll(/[^\w .+-]/g, '?').slice(0, 60) || 'a program'
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
