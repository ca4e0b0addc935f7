// The little that scripts add. Every page works without them.
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import './lock.js'
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs'

// GOV.UK Frontend asks for this class, usually set by an inline script, which our content policy forbids.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const Part of [Button, CharacterCount, ErrorSummary, SkipLink]) {
  for (const element of document.querySelectorAll(`[data-module="${Part.moduleName}"]`)) {
    try {
      new Part(element)
    } catch (error) {
      console.warn(error)
    }
  }
}

// The result of what was just saved is where the next keystroke starts.
document.querySelector('[data-module="wm-focus"]')?.focus()

// The preview of a text follows what is typed; without scripts the Preview button does the same.
const draft = document.querySelector('form.wm-draft')
const preview = document.querySelector('#preview')
if (draft && preview) {
  let waiting
  draft.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(draft))
      body.set('do', 'preview')
      try {
        const answer = await fetch(location.href, { method: 'POST', body })
        const made = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#preview')
        if (made) preview.replaceChildren(...made.childNodes)
      } catch (error) {
        console.warn(error)
      }
    }, 400)
  })
}

// A list left open says that it is old, also on a phone that slept; without scripts an animation waits ten minutes.
const old = document.querySelector('.wm-old')
if (old) {
  const shown = Date.now()
  setInterval(() => old.classList.toggle('wm-old--now', Date.now() - shown >= 6e5), 15e3)
}
