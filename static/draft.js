/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * @param {HTMLFormElement} form
 * @returns {Field[]} what a person types: no hidden fields, no passwords
 */
const typed = (form) => [...form.querySelectorAll('textarea, input[type=text]')]

/**
 * @param {HTMLFormElement} form
 * @returns {Field[]} what a person chooses, and the key that makes two sends of one form one
 */
const chosen = (form) => [...form.querySelectorAll('select, input[type=radio]:checked, input[name=key]')]

/**
 * Keeps what is being written in a form `[data-draft-key]` on this device until a page says it
 * was sent (`[data-draft-sent="key"]`). What the server gave back is never overwritten.
 * @returns {void}
 */
export function drafts() {
  for (const form of document.querySelectorAll('form[data-draft-key]')) waitForNetwork(form)
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
 * Without a network the form stays where it is and says so, instead of the browser's page of error.
 * @param {HTMLFormElement} form
 * @returns {void}
 */
function waitForNetwork(form) {
  const said = form.querySelector('[data-offline]')
  if (!said) return
  form.addEventListener('submit', (event) => {
    said.textContent = navigator.onLine ? '' : said.dataset.offline
    if (navigator.onLine) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }, { capture: true })
  window.addEventListener('online', () => { if (said.textContent) said.textContent = said.dataset.online })
}

/**
 * @param {HTMLFormElement} form
 * @returns {void}
 */
function keep(form) {
  const name = `draft:${form.dataset.draftKey}`
  const kept = JSON.parse(localStorage.getItem(name) ?? '{}')
  const save = () => {
    const words = typed(form).filter((field) => field.value)
    try {
      if (words.length) {
        const all = [...words, ...chosen(form)].map((field) => [field.name, field.value])
        localStorage.setItem(name, JSON.stringify(Object.fromEntries(all)))
      } else localStorage.removeItem(name)
    } catch {
      // Full or forbidden: the form itself is unharmed.
    }
  }
  // Who typed before this script had come is not overtaken by what was kept earlier.
  if (typed(form).some((field) => field.value !== field.defaultValue)) save()
  // A field that begins with a text to be changed (`data-draft-over`) goes on from what was kept.
  else if (!typed(form).some((field) => field.value && !('draftOver' in field.dataset))) restore(form, kept)
  form.addEventListener('input', save)
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} kept what was in the fields, by their names
 * @returns {void}
 */
function restore(form, kept) {
  for (const field of form.querySelectorAll('textarea, input[type=text], select, input[name=key]')) {
    if (!kept[field.name]) continue
    field.value = kept[field.name]
    const fold = field.closest('details')
    if (fold) fold.open = true
  }
  for (const choice of form.querySelectorAll('input[type=radio]')) {
    if (choice.value === kept[choice.name]) choice.checked = true
  }
}
