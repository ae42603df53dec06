/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/**
 * @param {HTMLFormElement} form
 * @returns {Field[]} what a person types: no hidden fields, no passwords
 */
const typed = (form) => [...form.querySelectorAll('textarea, input[type=text]')]

/**
 * Keeps what is being written in a form `[data-draft-key]` on this device until a page says it
 * was sent (`[data-draft-sent="key"]`). What the server gave back is never overwritten.
 * @returns {void}
 */
export function drafts() {
  try {
    for (const sent of document.querySelectorAll('[data-draft-sent]')) {
      localStorage.removeItem(`draft:${sent.dataset.draftSent}`)
    }
    for (const form of document.querySelectorAll('form[data-draft-key]')) keep(form)
  } catch {
    // The browser keeps nothing for us: the page works on without drafts.
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {void}
 */
function keep(form) {
  const key = `draft:${form.dataset.draftKey}`
  const kept = JSON.parse(localStorage.getItem(key) ?? '{}')
  for (const field of typed(form)) {
    // A field that begins with a text to be changed (`data-draft-over`) goes on from what was kept.
    if ((field.value && !('draftOver' in field.dataset)) || !kept[field.name]) continue
    field.value = kept[field.name]
    const fold = field.closest('details')
    if (fold) fold.open = true
  }
  form.addEventListener('input', () => {
    const words = typed(form).filter((field) => field.value).map((field) => [field.name, field.value])
    try {
      if (words.length) localStorage.setItem(key, JSON.stringify(Object.fromEntries(words)))
      else localStorage.removeItem(key)
    } catch {
      // Full or forbidden: the form itself is unharmed.
    }
  })
}
