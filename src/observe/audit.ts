// The audit trail for code that adds to it: who changed what, and by which way. serve/audit-trail.ts keeps it.

/** Adds an entry without a wait: a slow disk holds up no change. */
export type Audit = { readonly add: (entry: AuditEntry) => void }

export type AuditEntry = {
  /** Milliseconds of the wall clock. */
  readonly at: number
  readonly actor: AuditActor
  readonly what: AuditAct
  /** Names of the views that it concerns; none where it concerns the whole server. */
  readonly views: readonly string[]
  /** With its final dot. */
  readonly zone?: string | undefined
  readonly detail: AuditDetail
}

/** `who`: a user, the name of a key, an address; as people would say it. */
export type AuditActor = { readonly who: string; readonly way: AuditWay }

/**
 * `socket`: a command; `http`: the API or the console; `update`: a message of RFC 2136; `transfer`: a primary sent it; `signal`: SIGHUP;
 * `files`: watched files have changed; `clock`: something ended by itself; `start`: the server started or stopped; `cds`: a zone below
 * has other CDS records.
 */
export const auditWays = ['socket', 'http', 'update', 'transfer', 'signal', 'files', 'clock', 'start', 'cds'] as const
export type AuditWay = (typeof auditWays)[number]

/** Events without a verb. */
export const auditEvents = [
  ...['update', 'lease-end', 'layer-misfit', 'catalog', 'users', 'ds'],
  ...['login', 'logout', 'start', 'reload', 'end'],
] as const

/** A verb's name, or one of these. Other versions may have written others. */
export type AuditAct = string

export type AuditDetail = { readonly [key: string]: AuditValue | undefined }
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | AuditDetail

/** Octets of an entry; a longer one is written without its detail. */
const MOST = 4096

export function writeAuditEntry(entry: AuditEntry): Uint8Array {
  const whole = Buffer.from(JSON.stringify(entry))
  if (whole.length <= MOST) return whole
  return Buffer.from(JSON.stringify({ ...shortened(entry), detail: { octets: whole.length } }))
}

/** Undefined where the payload is no entry. Entries of other versions may hold more fields. */
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
