// The few system calls of the batched UDP path, called through koffi: many datagrams a call, which node:dgram cannot.
// Linux on 64-bit little-endian machines, where the structures below are laid out alike.

import { endianness } from 'node:os'
import { whyOf } from '../../system/why.ts'

/** Takes addresses as numbers: they lead into memory of ours, which its owner keeps alive. */
export type Libc = {
  readonly socket: (family: number, type: number, protocol: number) => number
  readonly bind: (fd: number, address: Uint8Array, length: number) => number
  readonly getsockname: (fd: number, address: Uint8Array, length: Uint8Array) => number
  readonly setsockopt: (fd: number, level: number, option: number, value: Uint8Array, length: number) => number
  readonly close: (fd: number) => number
  readonly poll: (fds: number, count: number, timeout: number) => number
  readonly recvmmsg: (fd: number, vector: number, count: number, flags: number, timeout: number) => number
  readonly sendmmsg: (fd: number, vector: number, count: number, flags: number) => number
  readonly nanosleep: (time: number, rest: number) => number
  readonly prctl: (option: number, value: number, b: number, c: number, d: number) => number
  readonly errno: () => number
  /** Where the memory of an array begins. */
  readonly addressOf: (memory: ArrayBuffer) => number
}

export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_DGRAM = 2
export const SOCK_CLOEXEC = 0o2000000

export const SOL_SOCKET = 1
export const SO_REUSEPORT = 15
export const SO_RCVBUF = 8
export const SO_SNDBUF = 7
export const SO_RCVTIMEO = 20
export const SO_ATTACH_REUSEPORT_CBPF = 51
/** Classic BPF: `ld #rand`, `mod #N`, `ret a`. */
export const BPF_LOAD_WORD = 0x20
export const BPF_RANDOM = 0xfffff038
export const BPF_MODULO = 0x94
export const BPF_RETURN = 0x16
export const IPPROTO_IP = 0
export const IP_PKTINFO = 8
export const IP_MTU_DISCOVER = 10
/** Keeps us from sending fragments, and from learning a path MTU from forged ICMP (RFC 9715 §3.1). */
export const IP_PMTUDISC_OMIT = 5
export const IPPROTO_IPV6 = 41
export const IPV6_V6ONLY = 26
export const IPV6_MTU_DISCOVER = 23
export const IPV6_RECVPKTINFO = 49
export const SOL_UDP = 17
/** We hand over one datagram, and the kernel parts it into many (Linux 4.18). */
export const UDP_SEGMENT = 103

export const MSG_TRUNC = 0x20
export const MSG_DONTWAIT = 0x40
export const MSG_WAITFORONE = 0x10000

export const Errno = {
  EINTR: 4,
  EIO: 5,
  EAGAIN: 11,
  ENOMEM: 12,
  EINVAL: 22,
  EMSGSIZE: 90,
  ENOBUFS: 105,
} as const

export const errnoNames: Readonly<Record<number, string>> = {
  1: 'EPERM',
  13: 'EACCES',
  97: 'EAFNOSUPPORT',
  98: 'EADDRINUSE',
  99: 'EADDRNOTAVAIL',
}

/** struct mmsghdr, struct msghdr first in it. */
export const Mmsghdr = {
  size: 64,
  name: 0,
  nameLength: 8,
  vector: 16,
  vectorLength: 24,
  control: 32,
  controlLength: 40,
  flags: 48,
  length: 56,
} as const
export const IOVEC = 16
/** Header of a control message. */
export const CMSGHDR = 16
export const POLLFD = 8
export const POLLIN = 1
/** How late, in nanoseconds, the kernel may wake this thread so as to wake several at once: 50,000 unless told. */
export const PR_SET_TIMERSLACK = 29

/** Machine addresses as they stand in memory, two words each: `base`, and every `step` octets on from there. */
export function pointers(base: number, step: number, count: number): Uint32Array {
  const words = new Uint32Array(count * 2)
  for (let i = 0; i < count; i++) {
    const address = base + i * step
    words[i * 2] = address % 0x1_0000_0000
    words[i * 2 + 1] = Math.floor(address / 0x1_0000_0000)
  }
  return words
}

/** Puts the `i`th of some pointers into a structure. */
export function putPointer(words: Uint32Array, at: number, from: Uint32Array, i: number): void {
  words[at] = from[i * 2]!
  words[at + 1] = from[i * 2 + 1]!
}

/** The calls, or why this machine does not have them. Loaded once a thread. */
export async function loadLibc(): Promise<Libc | string> {
  if (process.platform !== 'linux') return `recvmmsg is not offered by ${process.platform}`
  if (!['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch) || endianness() !== 'LE')
    return `its structures are not known for ${process.arch}`
  try {
    const { default: koffi } = await import('koffi')
    return bindCalls(koffi)
  } catch (error) {
    return `koffi cannot be used: ${whyOf(error)}`
  }
}

function bindCalls(koffi: typeof import('koffi').default): Libc {
  const libc = koffi.load(null)
  return {
    socket: libc.func('int socket(int, int, int)'),
    bind: libc.func('int bind(int, const void *, unsigned int)'),
    getsockname: libc.func('int getsockname(int, void *, void *)'),
    setsockopt: libc.func('int setsockopt(int, int, int, const void *, unsigned int)'),
    close: libc.func('int close(int)'),
    poll: libc.func('int poll(uintptr_t, unsigned long, int)'),
    recvmmsg: libc.func('int recvmmsg(int, uintptr_t, unsigned int, int, uintptr_t)'),
    sendmmsg: libc.func('int sendmmsg(int, uintptr_t, unsigned int, int)'),
    nanosleep: libc.func('int nanosleep(uintptr_t, uintptr_t)'),
    prctl: libc.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)'),
    errno: () => koffi.errno(),
    addressOf: (memory) => Number(koffi.address(memory)),
  }
}
