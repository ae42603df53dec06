/**
 * Marks in the contents list the clause that is being read.
 * @returns {void}
 */
export function currentClause() {
  const list = document.querySelector('[data-contents]')
  if (!list || !window.IntersectionObserver) return
  const links = new Map([...list.querySelectorAll('a')].map((a) => [a.hash.slice(1), a]))
  const seen = new Set()
  let marked
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target.id)
    const link = [...links].find(([id]) => seen.has(id))?.[1]
    if (!link || link === marked) return
    marked?.removeAttribute('aria-current')
    link.setAttribute('aria-current', 'location')
    list.scrollTop += link.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3
    marked = link
  }, { rootMargin: '-10% 0px -60% 0px' })
  for (const id of links.keys()) {
    const clause = document.getElementById(id)
    if (clause) watch.observe(clause)
  }
}
