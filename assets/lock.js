// Passkeys, and a lock that keeps what is typed. Every page works without this.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

// The server asks, the device answers, and the form carries the answer in its hidden box.
async function prove (form) {
  const make = form.dataset.passkey === 'make'
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, do: form.dataset.passkey })
  const asked = await (await fetch('/passkeys/question', { method: 'POST', body })).json()
  asked.challenge = bytes(asked.challenge)
  if (make) asked.user.id = bytes(asked.user.id)
  for (const one of [...(asked.allowCredentials || []), ...(asked.excludeCredentials || [])]) one.id = bytes(one.id)
  const made = await navigator.credentials[make ? 'create' : 'get']({ publicKey: asked })
  const response = {}
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (made.response[part]) response[part] = text(made.response[part])
  }
  return JSON.stringify({ id: made.id, rawId: made.id, type: made.type, response })
}

document.addEventListener('submit', async event => {
  const form = event.target
  if (form.dataset.passkey && !form.elements.credential.value) {
    event.preventDefault()
    event.stopImmediatePropagation()
    form.elements.credential.value = await prove(form).catch(() => 'no')
    form.requestSubmit()
  }
}, true)

// The lock: the whole page is put away in memory, and comes back as it was. Nothing of it stands behind the lock.
const after = Number(document.documentElement.dataset.lock) * 1e3
const button = document.querySelector('.wm-header__lock')?.form
let away, used = Date.now(), told = used, edited, strip, kept = used

const headers = { 'Waymark-Lock': 'yes' }
const send = (url, form, more = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers, redirect: 'manual', ...more })

// Pages open side by side lock and unlock together, and one that is used keeps the others awake.
const others = new BroadcastChannel('waymark')

function putAway () {
  if (away) return false
  away = { title: document.title, at: scrollY, focus: document.activeElement, rest: document.createDocumentFragment() }
  away.rest.append(...document.body.childNodes)
  document.title = 'Locked – Waymark'
  return true
}

async function lock () {
  stay()
  if (!putAway()) return
  others.postMessage('lock')
  await send('/lock', button).catch(() => {})
  ask()
}

// Without a connection the page stays away, and asks again.
async function ask () {
  const answer = await fetch('/lock').catch(() => {})
  if (answer) return show(answer)
  document.body.textContent = 'Locked. Waiting for a connection.'
  setTimeout(ask, 5e3)
}

// Whatever the answer is, the page stays away until the server has said that it is unlocked.
async function show (answer) {
  if (answer.redirected) return leave()
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  document.body.replaceChildren(...page.body.childNodes)
  document.querySelector('.govuk-error-summary, main input:not([type=hidden]), main button')?.focus()
}

// The session is over: what was typed is posted once more, to be held for the same person.
async function leave () {
  if (edited) {
    const body = new URLSearchParams(new FormData(edited))
    body.set('check_first', 'yes')
    await fetch(edited.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {})
  }
  location.href = '/lock'
}

// Two minutes before, a strip says so. Its button keeps the page, and so does anything else that is pressed.
function warn () {
  strip = document.createElement('div')
  strip.className = 'wm-stopped'
  strip.setAttribute('role', 'alert')
  Object.assign(strip.style, { position: 'sticky', top: 0, zIndex: 9 })
  const inner = document.createElement('div')
  inner.className = 'wm-width'
  const stay = document.createElement('button')
  stay.className = 'govuk-button govuk-button--secondary'
  stay.type = 'button'
  stay.style.margin = '8px 0 0'
  stay.textContent = 'Stay on this page'
  inner.append('This screen locks in 2 minutes. What you typed is kept. ', stay)
  strip.append(inner)
  document.body.prepend(strip)
}

function stay () {
  strip?.remove()
  strip = undefined
}

// A long note is kept every 20 seconds while it is typed; nothing is saved by that.
async function keep () {
  const box = edited?.querySelector('textarea')
  if (!box || edited.method !== 'post' || Date.now() - kept < 2e4 || used <= kept) return
  kept = Date.now()
  const answer = await send(edited.action, edited, { headers: { ...headers, 'Waymark-Keep': 'yes' } }).catch(() => {})
  if (answer?.status !== 200) return
  const said = document.getElementById('kept') || document.createElement('p')
  Object.assign(said, { id: 'kept', className: 'govuk-hint', role: 'status' })
  said.textContent = `Draft saved ${await answer.text()}`
  box.after(said)
}

function bringBack () {
  if (!away) return
  document.body.replaceChildren(away.rest)
  document.title = away.title
  scrollTo(0, away.at)
  away.focus?.focus?.()
  away = undefined
  used = told = Date.now()
}

async function unlock (form) {
  const answer = await send(form.action, form).catch(() => {})
  if (answer?.status === 204) {
    others.postMessage('open')
    bringBack()
  } else if (answer) {
    answer.type === 'opaqueredirect' ? leave() : show(answer)
  }
}

function look () {
  if (away) return
  const idle = Date.now() - used
  if (idle >= after) return lock()
  if (idle >= after - 12e4) strip || warn()
  else stay()
  keep()
  if (used > told && Date.now() - told > after / 5) {
    told = Date.now() // somebody has typed since: this is no poll
    others.postMessage('used')
    send('/still-here', button).catch(() => {})
  }
}

// What is printed leaves the house: the sheet says who printed it and when, and the trail that it was. What is made to
// be given away (.wm-given) says nothing of the kind: it would give somebody away, and is not to be destroyed; and some
// sheets say it themselves (.wm-says-who).
let sheet, opened = []
addEventListener('beforeprint', () => {
  if (!button || away) return
  sheet = document.createElement('p')
  sheet.className = 'govuk-body'
  const now = new Date().toLocaleString('en-GB', { timeZone: 'Europe/London', dateStyle: 'medium', timeStyle: 'short' })
  sheet.textContent = `Printed by ${document.querySelector('.wm-footer').dataset.who}, ${now}. Confidential: destroy after use.`
  if (!document.querySelector('.wm-given,.wm-says-who')) document.querySelector('main').append(sheet)
  send('/printed', button, { keepalive: true }).catch(() => {})
})
// A quarter on paper has its tables and how they are counted: nobody can press on paper.
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('.wm-figures ~ details:not([open])')]
  for (const one of opened) one.open = true
})
addEventListener('afterprint', () => {
  sheet?.remove()
  for (const one of opened) one.open = false
})

if (button && after) {
  button.addEventListener('submit', event => { event.preventDefault(); lock() })
  document.addEventListener('submit', event => {
    if (away && event.target.action.endsWith('/lock/key')) { event.preventDefault(); unlock(event.target) }
  })
  others.onmessage = ({ data }) => {
    if (data === 'lock' && putAway()) ask()
    else if (data === 'open') bringBack()
    else if (data === 'used') used = Date.now()
  }
  for (const kind of ['keydown', 'pointerdown', 'input']) addEventListener(kind, () => { used = Date.now(); stay() }, true)
  addEventListener('input', event => { if (!away) edited = event.target.form }, true)
  document.addEventListener('visibilitychange', look)
  setInterval(look, 5e3)
}
