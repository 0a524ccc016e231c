// The programs for which `janus tsig config` prints.

export const servers = ['bind', 'nsd', 'knot', 'pdns', 'janus'] as const
export type PeerServer = (typeof servers)[number]

/** Those that show each client one face of a zone. Each of the others needs an instance for each view. */
export const serversWithViews: readonly PeerServer[] = ['bind', 'janus']
