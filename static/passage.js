import { floating } from './floating.js'
import { MOST_OTHERS, item } from './offsets.js'

/** @typedef {import('./offsets.js').Part} Part */

/**
 * Lets a selection begin inside a marked passage. A mark is a link, and browsers drag links instead
 * of selecting their words: so it is none while the mouse is down, and a link again for the click.
 * @param {HTMLElement} clause
 * @returns {void}
 */
function selectable(clause) {
  clause.addEventListener('mousedown', ({ target, button }) => {
    const link = target.closest('a[href]')
    if (!link || button) return
    const address = link.getAttribute('href')
    link.removeAttribute('href')
    addEventListener('mouseup', () => link.setAttribute('href', address), { once: true, capture: true })
  })
  clause.addEventListener('click', (event) => {
    if (!document.getSelection().isCollapsed) event.preventDefault()
  })
}

/**
 * Keeps what was selected of other clauses: for the form to carry on, and in sight above it.
 * @param {HTMLInputElement} also
 * @param {Part} part
 * @param {Part[]} others
 * @returns {void}
 */
function keep(also, part, others) {
  if (!others.length) return
  const parts = [part, ...others]
  const shown = document.querySelector('[data-also]')
  const list = shown.querySelector('ul')
  const before = [...list.children].filter(({ dataset }) => (
    !parts.some(({ eid }) => dataset.part.startsWith(`${eid}~`))
  ))
  list.replaceChildren(...[...others.map((other) => item(other, parts)), ...before].slice(0, MOST_OTHERS))
  also.value = [...list.children].map(({ dataset }) => dataset.part).join(' ')
  shown.hidden = false
}

/**
 * On the page of a clause: offers to comment on words that are selected in its text, and fills the
 * form; for words of the clauses around it, and where there is no form, leads to the page of each.
 * @returns {void}
 */
export function passage() {
  const home = document.querySelector('[data-clause-text]')
  const place = home?.closest('[data-passages]')
  if (!place) return
  const body = document.querySelector('textarea[name=body]')
  const [quote, start, also] = ['quote', 'quote_start', 'also'].map((name) => document.querySelector(`[name=${name}]`))
  const texts = [...document.querySelectorAll('[data-clause]')].map((element) => (
    { element, eid: element.dataset.clause, href: element.dataset.href, name: element.dataset.name }
  ))
  const take = (part, others) => {
    if (part.element !== home || !body || !quote) return false
    quote.value = part.quote
    quote.dispatchEvent(new Event('input', { bubbles: true }))
    start.value = part.start
    keep(also, part, others)
    for (let fold = quote.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true
    document.getSelection().removeAllRanges()
    body.form.scrollIntoView()
    // A dialog that closes gives the focus back first.
    setTimeout(() => body.focus())
    return true
  }
  home.tabIndex = -1 // where the focus returns to
  selectable(home)
  floating(texts, place.dataset, take, home)
  quote?.addEventListener('input', () => { start.value = '' })
}

/**
 * On the page of a whole document: leads from words that are selected to the page of their clause.
 * @returns {void}
 */
export function passages() {
  const place = document.querySelector('.reader [data-passages]')
  if (!place) return
  const texts = [...place.querySelectorAll('.clause > .law')].map((element) => {
    const link = element.parentElement.querySelector('.clause__talk a')
    return { element, eid: element.parentElement.id, href: link.href, name: link.textContent }
  })
  floating(texts, place.dataset, () => false)
}
