// System calls that Node does not have, through koffi. Undefined where koffi or a call is missing: a server can do without them, if it says
// so.

import { endianness } from 'node:os'

export type Posix = {
  /** Locks a file; gives errno, or 0 when done. It does not wait: another process's lock gives EWOULDBLOCK. */
  readonly lockFile: (fd: number) => number
  /** Sends one datagram to a Unix socket; false where nobody took it. */
  readonly sendTo: (path: string, message: Uint8Array) => boolean
  /** Lets a group read and write a file of our own, whether we are in the group or not; gives errno, or 0 when done. */
  readonly letGroupIn: (path: string, gid: number) => number
  /** Number of the user at the other end of a Unix socket; undefined where the system does not say. */
  readonly userAt: (fd: number) => number | undefined
  /** From now on no program that we start gains rights (PR_SET_NO_NEW_PRIVS); false where the system cannot. */
  readonly noNewPrivileges: () => boolean
  /** Ends this process at once, whatever its threads wait for: process.exit() would wait for a write to a pipe that nobody reads. */
  readonly endNow: (code: number) => void
}

export const EWOULDBLOCK = 11

let loaded: Promise<Posix | undefined> | undefined

export function loadPosix(): Promise<Posix | undefined> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Posix | undefined> {
  // The numbers below are Linux's, and its sockaddr_un has a family of two octets in this order.
  if (process.platform !== 'linux' || endianness() !== 'LE') return undefined
  try {
    const { default: koffi } = await import('koffi')
    return bindCalls(koffi)
  } catch {
    return undefined
  }
}

const LOCK_EX_NB = 2 | 4
const AF_UNIX = 1
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000
const MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000
const SOL_SOCKET = 1
const SO_PEERCRED = 17
const PR_SET_NO_NEW_PRIVS = 38

function bindCalls(koffi: typeof import('koffi').default): Posix {
  const libc = koffi.load(null)
  const flock = libc.func('int flock(int, int)')
  const socket = libc.func('int socket(int, int, int)')
  const sendto = libc.func('long sendto(int, const void *, size_t, int, const void *, unsigned int)')
  const getsockopt = libc.func('int getsockopt(int, int, int, void *, void *)')
  const close = libc.func('int close(int)')
  const setxattr = libc.func('int setxattr(const char *, const char *, const void *, size_t, int)')
  const prctl = libc.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)')
  const exit = libc.func('void _exit(int)')
  return {
    lockFile: (fd) => (flock(fd, LOCK_EX_NB) === 0 ? 0 : koffi.errno()),
    sendTo: (path, message) => {
      const address = sockaddr(path)
      const fd = address ? socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0) : -1
      if (fd < 0) return false
      const sent = sendto(fd, message, message.length, MSG_DONTWAIT_NOSIGNAL, address, address!.length)
      close(fd)
      return sent === message.length
    },
    letGroupIn: (path, gid) => {
      const list = groupList(gid)
      return setxattr(path, ACCESS_LIST, list, list.length, 0) === 0 ? 0 : koffi.errno()
    },
    userAt: (fd) => {
      // struct ucred of unix(7): pid, uid, gid.
      const ucred = Buffer.alloc(12)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(ucred.length)
      return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ucred, length) === 0 ? ucred.readUInt32LE(4) : undefined
    },
    noNewPrivileges: () => prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) === 0,
    endNow: (code) => exit(code),
  }
}

const ACCESS_LIST = 'system.posix_acl_access'

/** acl(5), as the kernel has it: a version, then for each entry its tag, its permissions (rw is 6), and its user or group. */
function groupList(gid: number): Uint8Array {
  const nobody = 0xffffffff
  const [owner, ownGroup, group, mask, others] = [0x01, 0x04, 0x08, 0x10, 0x20]
  const entries = [
    [owner, 6, nobody],
    [ownGroup, 0, nobody],
    [group, 6, gid],
    [mask, 6, nobody],
    [others, 0, nobody],
  ] as const
  const list = Buffer.alloc(4 + 8 * entries.length)
  list.writeUInt32LE(2)
  for (const [i, [tag, permits, whom]] of entries.entries()) {
    list.writeUInt16LE(tag, 4 + 8 * i)
    list.writeUInt16LE(permits, 6 + 8 * i)
    list.writeUInt32LE(whom, 8 + 8 * i)
  }
  return list
}

/** unix(7): a path with its final zero, or a name that begins with a zero, which people write as "@". */
function sockaddr(path: string): Uint8Array | undefined {
  const name = Buffer.from(path)
  if (name.length === 0 || name.length > 107) return undefined
  const abstract = name[0] === 0x40
  if (abstract) name[0] = 0
  const address = new Uint8Array(2 + name.length + (abstract ? 0 : 1))
  address[0] = AF_UNIX
  address.set(name, 2)
  return address
}
