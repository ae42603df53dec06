/**
 * Shows the buttons that copy an address (`data-copy="#art_1"`), hidden where they could do nothing.
 * What to say when it is done stands on an element with `data-copied`.
 * @returns {void}
 */
export function copyButtons() {
  const said = document.querySelector('[data-copied]')
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href)
      if (said) said.textContent = said.dataset.copied
      setTimeout(() => said && (said.textContent = ''), 4000)
    })
  }
}
