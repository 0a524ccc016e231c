// Shows the plan that was made last, as far as the actor may see it, for a screen of the console: to open it must not read every file. For
// programs: people ask for a new plan.

import * as v from 'valibot'
import { oneResult, type Plain } from '../verb.ts'
import { partOfPlan, plan, planned, planRequest } from './plan.ts'

const lastPlan = v.looseObject({
  made: v.optional(v.pipe(v.string(), v.description('When the files were read; missing where there is no plan.'))),
  by: v.optional(v.pipe(v.string(), v.description('Who had it made, for who sees every view and zone.'))),
  moved: v.pipe(
    v.boolean(),
    v.description('Another generation is in service by now, or a reload has come: it is a plan no more.'),
  ),
  plan: v.optional(planned),
})

export type LastPlan = Plain<v.InferOutput<typeof lastPlan>>

export const planLast = oneResult({
  name: 'plan-last',
  about: 'the plan that was made last, and whether something else is served by now; no file is read',
  effect: 'reads',
  right: plan.right,
  concerns: 'seen',
  configured: true,
  request: planRequest,
  result: lastPlan,
  run: async ({ operated, sight }, { limit }) => {
    const { plans, server } = operated
    const { last } = plans
    if (last === undefined) return { moved: false }
    const { report, reload } = last
    return {
      made: last.made.toISOString(),
      ...(sight.whole && { by: last.by }),
      // A reload may take over another configuration without making a generation.
      moved: report.generation !== server.current.number || reload !== server.lastReload,
      plan: await partOfPlan(report, { sight, operated, limit }),
    }
  },
  text: ({ made, plan: its, moved }, look) => {
    if (made === undefined) return 'no plan has been made since the server started'
    const head = `made ${made}${moved ? '; another generation is in service now' : ''}`
    return [head, plan.told(its)?.text(look) ?? ''].join('\n')
  },
})
