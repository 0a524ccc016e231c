// The audit trail, as those see it who add to it: who changed what, and by which way. Where it is kept is another's concern.

/** Adds an entry, and waits for nothing: whoever changes something is not held up by a slow disk. */
export type Audit = { readonly add: (entry: AuditEntry) => void }

export type AuditEntry = {
  /** When, in milliseconds of the wall clock. */
  readonly at: number
  readonly actor: AuditActor
  readonly what: AuditAct
  /** Those that it concerns, by name; none where it concerns the whole server. */
  readonly views: readonly string[]
  /** With its final dot. */
  readonly zone?: string | undefined
  readonly detail: AuditDetail
}

/** `who`: a user, the name of a key, an address; as people would say it. */
export type AuditActor = { readonly who: string; readonly way: AuditWay }

/**
 * `socket`: a command; `http`: with the token; `update`: a message of RFC 2136; `transfer`: what a primary has sent; `signal`: SIGHUP;
 * `files`: files have changed that are watched; `clock`: an end has come; `start`: the server was started or stopped; `cds`: a zone below has
 * other CDS records.
 */
export const auditWays = ['socket', 'http', 'update', 'transfer', 'signal', 'files', 'clock', 'start', 'cds'] as const
export type AuditWay = (typeof auditWays)[number]

/** What happens without a verb. */
export const auditEvents = [
  ...['update', 'lease-end', 'layer-misfit', 'catalog', 'users', 'ds'],
  ...['login', 'logout', 'start', 'reload', 'end'],
] as const

/** A verb's name, or one of these. Other versions may have written others. */
export type AuditAct = string

export type AuditDetail = { readonly [key: string]: AuditValue | undefined }
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | AuditDetail

/** In octets: what has a longer one is told without its detail. */
const MOST = 4096

export function writeAuditEntry(entry: AuditEntry): Uint8Array {
  const whole = Buffer.from(JSON.stringify(entry))
  if (whole.length <= MOST) return whole
  return Buffer.from(JSON.stringify({ ...shortened(entry), detail: { octets: whole.length } }))
}

/** What other versions have written may hold more; undefined where it is no entry. */
export function readAuditEntry(payload: Uint8Array): AuditEntry | undefined {
  try {
    const entry: AuditEntry = JSON.parse(Buffer.from(payload).toString())
    return isEntry(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

function shortened({ actor: { who, way }, what, views, zone, ...entry }: AuditEntry): AuditEntry {
  return {
    ...entry,
    actor: { who: who.slice(0, LONG), way },
    what: what.slice(0, LONG),
    views: views.slice(0, FEW).map((view) => view.slice(0, LONG)),
    zone: zone?.slice(0, MOST / 2),
  }
}

const LONG = 64
const FEW = 8

function isEntry({ at, actor, what, views, zone, detail }: AuditEntry): boolean {
  return (
    Number.isFinite(at) &&
    typeof actor?.who === 'string' &&
    typeof actor.way === 'string' &&
    typeof what === 'string' &&
    Array.isArray(views) &&
    views.every((view) => typeof view === 'string') &&
    (zone === undefined || typeof zone === 'string') &&
    typeof detail === 'object' &&
    detail !== null
  )
}
