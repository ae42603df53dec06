/**
 * @param {string} text
 * @returns {number} its length in Unicode code points, as the server counts
 */
const points = (text) => [...text].length

/**
 * The selected passage, cut to the clause and without the blanks around it.
 * @param {Element} clause
 * @returns {{ range: Range, quote: string, start: number } | null}
 */
function chosen(clause) {
  const selection = document.getSelection()
  if (!selection?.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0).cloneRange()
  if (!range.intersectsNode(clause)) return null
  const whole = document.createRange()
  whole.selectNodeContents(clause)
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(clause, 0)
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(clause, clause.childNodes.length)
  const said = range.toString()
  const quote = said.trim()
  if (!quote) return null
  whole.setEnd(range.startContainer, range.startOffset)
  return { range, quote, start: points(whole.toString()) + points(said) - points(said.trimStart()) }
}

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
 * Offers "Comment on this passage" beside a selection inside `[data-clause-text]`, and fills the form.
 * @returns {void}
 */
export function passage() {
  const clause = document.querySelector('[data-clause-text]')
  const body = document.querySelector('textarea[name=body]')
  const quote = document.querySelector('[name=quote]')
  const start = document.querySelector('[name=quote_start]')
  if (!clause || !body || !quote) return

  const button = Object.assign(document.createElement('button'), {
    type: 'button', className: 'govuk-button passage', hidden: true, textContent: clause.dataset.label
  })
  clause.after(button)
  let now = null
  let pressing = false
  let drawing = false // the mouse is down: a button now would come under it and stop the selection

  const show = () => {
    if (pressing) return
    now = chosen(clause)
    button.hidden = !now || drawing
    if (button.hidden) return
    const box = now.range.getBoundingClientRect()
    const frame = button.offsetParent ?? document.body
    const edge = frame.getBoundingClientRect()
    const left = Math.min(box.left - edge.left, frame.clientWidth - button.offsetWidth)
    button.style.left = `${Math.max(0, left)}px`
    const below = Math.min(box.bottom + 8, innerHeight - button.offsetHeight - 8)
    button.style.top = `${below - edge.top}px`
  }
  const hide = () => {
    if (document.activeElement === button) clause.focus({ preventScroll: true })
    button.hidden = true
  }
  const fill = () => {
    pressing = false
    if (!now) return
    quote.value = now.quote
    quote.dispatchEvent(new Event('input', { bubbles: true }))
    if (start) start.value = now.start
    for (let fold = quote.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true
    document.getSelection().removeAllRanges()
    button.hidden = true
    body.form.scrollIntoView()
    body.focus()
  }

  clause.tabIndex = -1 // where the focus returns to
  selectable(clause)
  document.addEventListener('selectionchange', show)
  document.addEventListener('keydown', (event) => {
    if (button.hidden) return
    const at = document.activeElement
    if (event.key === 'Escape') hide()
    // From the text the next stop is the button, wherever the browser thinks the focus is.
    if (event.key === 'Tab' && !event.shiftKey && (at === document.body || at.contains(clause))) {
      event.preventDefault()
      button.focus()
    }
  })
  button.addEventListener('pointerdown', (event) => {
    pressing = true // a finger on the button may clear the selection: the passage is already known
    event.preventDefault()
  })
  document.addEventListener('pointerdown', ({ target, pointerType }) => {
    drawing = pointerType === 'mouse' && target !== button
  })
  document.addEventListener('pointerup', () => {
    setTimeout(() => { pressing = false }, 500)
    if (!drawing) return
    drawing = false
    show()
  })
  document.addEventListener('pointercancel', () => { pressing = drawing = false })
  button.addEventListener('click', fill)
  if (start) quote.addEventListener('input', () => { start.value = '' })
}
