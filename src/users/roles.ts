// What people and programs may do with a running server: a role is a set of rights, and each verb needs one right.

export const rights = ['look', 'log', 'edit', 'operate', 'administer'] as const

/**
 * `look`: at what is served. `log`: at who asked what, and who changed what. `edit`: records and entries. `operate`: reload,
 * go back, and what concerns other servers. `administer`: end the server, and what cannot be taken back.
 */
export type Right = (typeof rights)[number]

export const roles = {
  viewer: ['look'],
  'log-reader': ['look', 'log'],
  editor: ['look', 'edit'],
  operator: ['look', 'log', 'edit', 'operate'],
  admin: rights,
} as const satisfies Readonly<Record<string, readonly Right[]>>

export type Role = keyof typeof roles

export const roleNames = Object.keys(roles) as readonly Role[]
