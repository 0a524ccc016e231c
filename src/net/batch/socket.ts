// Opens UDP sockets for the batched path: several on one address, one for each worker (SO_REUSEPORT). A socket on all addresses gets with
// each datagram the address that it was sent to.

import { addressFromText } from '../../dns/address.ts'
import type { ListenAddress } from '../endpoint.ts'
import {
  AF_INET,
  AF_INET6,
  BPF_LOAD_WORD,
  BPF_MODULO,
  BPF_RANDOM,
  BPF_RETURN,
  errnoNames,
  IP_MTU_DISCOVER,
  IP_PKTINFO,
  IP_PMTUDISC_OMIT,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_MTU_DISCOVER,
  IPV6_RECVPKTINFO,
  IPV6_V6ONLY,
  type Libc,
  SO_ATTACH_REUSEPORT_CBPF,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_REUSEPORT,
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOL_SOCKET,
  SOL_UDP,
  UDP_SEGMENT,
} from './libc.ts'

/** A socket in the form that workers get; descriptors hold in all threads of a process. */
export type BatchSocket = {
  readonly fd: number
  readonly family: 4 | 6
  readonly listener: ListenAddress
  /** Listens on all addresses: each answer names the address that it leaves from. */
  readonly wildcard: boolean
  /** The kernel takes several answers to one client at once (UDP_SEGMENT). */
  readonly joins: boolean
}

/** We ask for so much that a burst of some thousand queries waits out a pause of ours. The system may give less. */
const RECEIVE_BUFFER = 4 << 20
const SEND_BUFFER = 1 << 20

/** Opens `count` sockets on one address, port 0 on one free port; throws an error with a system `code` where it cannot be had. */
export function openSockets(libc: Libc, listener: ListenAddress, count: number): BatchSocket[] {
  const sockets: BatchSocket[] = []
  try {
    for (let i = 0; i < count; i++) sockets.push(openSocket(libc, sockets[0]?.listener ?? listener))
    if (listener.proxies !== undefined && count > 1) spread(libc, sockets[0]!.fd, count)
    return sockets
  } catch (error) {
    for (const { fd } of sockets) libc.close(fd)
    throw error
  }
}

function openSocket(libc: Libc, asked: ListenAddress): BatchSocket {
  const address = addressFromText(asked.address)!
  const family = address.length === 4 ? 4 : 6
  const fd = libc.socket(family === 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) fail(libc, 'socket')
  const wildcard = address.every((octet) => octet === 0)
  const set = (level: number, option: number, value: number) =>
    libc.setsockopt(fd, level, option, Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24), 4)
  set(SOL_SOCKET, SO_REUSEPORT, 1)
  set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER)
  set(SOL_SOCKET, SO_SNDBUF, SEND_BUFFER)
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval(IDLE_MS), 16)
  if (family === 4) set(IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT)
  else {
    set(IPPROTO_IPV6, IPV6_V6ONLY, 1)
    set(IPPROTO_IPV6, IPV6_MTU_DISCOVER, IP_PMTUDISC_OMIT)
  }
  if (wildcard && family === 4) set(IPPROTO_IP, IP_PKTINFO, 1)
  if (wildcard && family === 6) set(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
  const name = sockaddr(address, asked.port)
  if (libc.bind(fd, name, name.length) < 0) {
    const errno = libc.errno()
    libc.close(fd)
    throw systemError('bind', errno)
  }
  // This sets the option to its default, to learn whether the kernel knows it.
  const joins = set(SOL_UDP, UDP_SEGMENT, 0) === 0
  const listener = asked.port === 0 ? { ...asked, port: portOf(libc, fd) } : asked
  return { fd, family, listener, wildcard, joins }
}

/**
 * A proxy sends everything from one port, and the hash of that would lead it all to one worker. So we make the kernel draw lots. Where it
 * cannot, the hash decides.
 */
function spread(libc: Libc, fd: number, count: number): void {
  const program = new BigUint64Array([
    instruction(BPF_LOAD_WORD, BPF_RANDOM),
    instruction(BPF_MODULO, count),
    instruction(BPF_RETURN, 0),
  ])
  // struct sock_fprog: how many instructions, and where they are.
  const value = new BigUint64Array([BigInt(program.length), BigInt(libc.addressOf(program.buffer))])
  libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, new Uint8Array(value.buffer), 16)
}

/** struct sock_filter: code, two jumps, a number. */
function instruction(code: number, number: number): bigint {
  return BigInt(code) | (BigInt(number) << 32n)
}

/** How long a worker may sleep before it looks whether it is to stop or to change over, in milliseconds. */
export const IDLE_MS = 100

/** struct sockaddr_in or sockaddr_in6. */
function sockaddr(address: Uint8Array, port: number): Uint8Array {
  const name = new Uint8Array(address.length === 4 ? 16 : 28)
  name[0] = address.length === 4 ? AF_INET : AF_INET6
  name[2] = port >>> 8
  name[3] = port
  name.set(address, address.length === 4 ? 4 : 8)
  return name
}

/** The port that the system chose. */
function portOf(libc: Libc, fd: number): number {
  const name = new Uint8Array(28)
  libc.getsockname(fd, name, Uint8Array.of(name.length, 0, 0, 0))
  return (name[2]! << 8) | name[3]!
}

/** struct timeval of two 64-bit numbers. */
function timeval(milliseconds: number): Uint8Array {
  const value = new BigInt64Array([BigInt(Math.floor(milliseconds / 1000)), BigInt((milliseconds % 1000) * 1000)])
  return new Uint8Array(value.buffer)
}

function fail(libc: Libc, call: string): never {
  throw systemError(call, libc.errno())
}

function systemError(call: string, errno: number): NodeJS.ErrnoException {
  const code = errnoNames[errno] ?? `errno ${errno}`
  return Object.assign(new Error(`${call}: ${code}`), { code, errno, syscall: call })
}
