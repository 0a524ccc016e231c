// docs/worked-migration.md: BIND's files are imported, mended, signed, served and fetched by a secondary, as the page says.

import { testPage } from './page.ts'

testPage('docs/worked-migration.md')
