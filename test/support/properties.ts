// Properties are tried on the same cases wherever `npm test` runs: what fails there fails again. PROPERTY_SEED=random, or a number,
// tries others; `npm run test:long` does.

import fc from 'fast-check'

const asked = process.env.PROPERTY_SEED ?? '1'
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) })

export default fc
