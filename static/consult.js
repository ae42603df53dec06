// The only entry. Every page works without it; it adds comfort.
import { copyButtons } from './copy.js'
import { currentClause } from './contents.js'
import { drafts } from './draft.js'
import { passage, passages } from './passage.js'

document.body.classList.add('govuk-frontend-supported', 'js-enabled')
drafts()
passage()
passages()
copyButtons()
currentClause()

// The design system's scripts are fetched only where a page uses them.
if (document.querySelector('[data-module^="govuk-"]')) {
  const { Button, CharacterCount, ErrorSummary, createAll } = await import('./built/govuk-frontend.min.js')
  for (const part of [ErrorSummary, CharacterCount, Button]) createAll(part)
}
