import { address, item, others, selected } from './offsets.js'

/** @typedef {import('./offsets.js').Text} Text */
/** @typedef {import('./offsets.js').Part} Part */

/**
 * A button in the language of the interface.
 * @param {string} className
 * @param {string} textContent
 * @returns {HTMLButtonElement}
 */
const made = (className, textContent) => Object.assign(document.createElement('button'), {
  type: 'button', className, textContent, lang: document.documentElement.lang
})

/**
 * Puts an element of the page below the parts, or above where there is no room; never on them
 * unless they fill the window.
 * @param {HTMLElement} button
 * @param {Part[]} parts
 * @returns {void}
 */
function put(button, parts) {
  const gap = matchMedia('(pointer: coarse)').matches ? 30 : 8 // a finger's handles hang below the words
  const boxes = parts.map(({ range }) => range.getBoundingClientRect())
  const frame = button.offsetParent ?? document.body
  const edge = frame.getBoundingClientRect()
  const left = Math.min(boxes[0].left - edge.left, frame.clientWidth - button.offsetWidth - 8)
  const height = button.offsetHeight
  const above = Math.min(...boxes.map((box) => box.top)) - gap - height
  const below = Math.max(...boxes.map((box) => box.bottom)) + gap
  const lowest = innerHeight - height - 8
  const top = below <= lowest ? below : above >= 8 ? above : lowest
  button.style.left = `${Math.max(0, left)}px`
  button.style.top = `${top - edge.top + (frame === document.body ? 0 : frame.scrollTop)}px`
}

/**
 * Asks which of the clauses is meant, in a dialog that holds the focus; Esc closes it.
 * @param {Part[]} parts
 * @param {DOMStringMap} words
 * @param {(part: Part) => boolean} take
 * @param {() => void} closed
 * @returns {void}
 */
function ask(parts, words, take, closed) {
  const dialog = Object.assign(document.createElement('dialog'), {
    className: 'several', lang: document.documentElement.lang
  })
  const heading = Object.assign(document.createElement('h2'), { id: 'several', textContent: words.several })
  const list = Object.assign(document.createElement('ul'), { className: 'offers' })
  list.append(...parts.map((part) => {
    const line = item(part, parts)
    line.firstChild.addEventListener('click', (event) => {
      if (!take(part)) return
      event.preventDefault()
      dialog.close('taken')
    })
    return line
  }))
  const leave = made('govuk-button govuk-button--secondary', words.close)
  leave.addEventListener('click', () => dialog.close())
  dialog.setAttribute('aria-labelledby', heading.id)
  dialog.append(heading, list, leave)
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (dialog.returnValue !== 'taken') closed()
  })
  document.querySelector('main').append(dialog)
  dialog.showModal()
}

/**
 * Offers to comment on what is selected of `texts`, by a button beside the selection.
 * @param {Text[]} texts
 * @param {DOMStringMap} words `passages` is on the button, `several` and `close` in the dialog
 * @param {(part: Part, others: Part[]) => boolean} take whether the page deals with a part itself
 * @param {HTMLElement} [home] where the button stands; else behind the last text that is selected
 * @returns {void}
 */
export function floating(texts, words, take, home) {
  const button = made('govuk-button passage', words.passages)
  button.hidden = true
  home?.after(button)
  let now = []
  let pressing = false
  let asking = false
  let drawing = false // the mouse is down: a button now would come under it and stop the selection

  const text = () => home ?? now.at(-1)?.element ?? document.body
  const show = () => {
    if (pressing || asking) return
    const found = selected(texts)
    if (found.length) now = found
    button.hidden = !found.length || drawing
    if (button.hidden) return
    if (!home && text().nextSibling !== button) text().after(button)
    put(button, now)
  }
  const toText = () => {
    text().tabIndex = -1
    text().focus({ preventScroll: true })
  }
  const hide = () => {
    if (document.activeElement === button) toText()
    button.hidden = true
  }
  const taken = (part, parts) => {
    if (!take(part, others(part, parts))) return false
    button.hidden = true
    return true
  }
  const go = () => {
    pressing = false
    const parts = now
    if (parts.length > 1) {
      asking = true
      ask(parts, words, (part) => {
        asking = false
        return taken(part, parts)
      }, () => {
        asking = false
        show()
        if (button.hidden) toText()
        else button.focus()
      })
    } else if (parts.length && !taken(parts[0], parts)) location.assign(address(parts[0], parts))
  }

  document.addEventListener('selectionchange', show)
  document.addEventListener('keydown', (event) => {
    if (button.hidden || asking) return
    const at = document.activeElement
    if (event.key === 'Escape') hide()
    // From the text the next stop is the button, wherever the browser thinks the focus is.
    if (event.key === 'Tab' && !event.shiftKey && (at === document.body || at.contains(text()))) {
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
  button.addEventListener('click', go)
}
