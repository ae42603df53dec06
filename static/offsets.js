/**
 * A text of a clause on this page.
 * @typedef {{ element: HTMLElement, eid: string, href: string, name: string }} Text
 * Words of one such text that are selected; offsets count code points, as the server does.
 * @typedef {Text & { range: Range, quote: string, start: number, end: number }} Part
 */

const LONG = 300 // characters: a longer quote would make too long an address, its ends say it too
export const MOST_OTHERS = 4

/**
 * @param {string} text
 * @returns {number} its length in Unicode code points
 */
const points = (text) => [...text].length

/**
 * The words of a text that are in a range, without the blanks around them.
 * @param {Range} selection
 * @param {Text} text
 * @returns {Part | null}
 */
function part(selection, text) {
  const { element } = text
  if (!selection.intersectsNode(element)) return null
  const range = selection.cloneRange()
  const whole = document.createRange()
  whole.selectNodeContents(element)
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(element, 0)
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(element, element.childNodes.length)
  const said = range.toString()
  const quote = said.trim()
  if (!quote) return null
  whole.setEnd(range.startContainer, range.startOffset)
  const start = points(whole.toString()) + points(said) - points(said.trimStart())
  return { ...text, range, quote, start, end: start + points(quote) }
}

/**
 * @param {Text[]} texts in the order of the page
 * @returns {Part[]} what is selected of each
 */
export function selected(texts) {
  const selection = document.getSelection()
  if (!selection?.rangeCount || selection.isCollapsed) return []
  const range = selection.getRangeAt(0)
  return texts.map((text) => part(range, text)).filter(Boolean)
}

/**
 * @param {Part} part
 * @returns {string} the part as addresses and forms carry it
 */
const code = ({ eid, start, end }) => `${eid}~${start}-${end}`

/**
 * The other parts that go along with one: the nearest that follow it, then those before.
 * @param {Part} part
 * @param {Part[]} parts
 * @returns {Part[]}
 */
export function others(part, parts) {
  const at = parts.indexOf(part)
  return [...parts.slice(at + 1), ...parts.slice(0, at).reverse()].slice(0, MOST_OTHERS)
}

/**
 * @param {Part} part
 * @param {Part[]} parts everything that was selected
 * @returns {string} the page of the part's clause, with its words filled in and the others kept
 */
export function address(part, parts) {
  const url = new URL(part.href, location.href)
  const { searchParams: said } = url
  if (part.quote.length > LONG) said.set('end', part.end)
  else said.set('quote', part.quote)
  said.set('start', part.start)
  for (const other of others(part, parts)) said.append('also', code(other))
  url.hash = 'write'
  return url.href
}

/**
 * A list item that leads to a part.
 * @param {Part} part
 * @param {Part[]} parts
 * @returns {HTMLLIElement}
 */
export function item(part, parts) {
  const [line, link, words] = ['li', 'a', 'q'].map((name) => document.createElement(name))
  link.href = address(part, parts)
  words.lang = part.element.closest('[lang]').lang
  words.textContent = part.quote.length > 90 ? `${part.quote.slice(0, 60)} … ${part.quote.slice(-25)}` : part.quote
  line.dataset.part = code(part)
  link.append(`${part.name}: `, words)
  line.append(link)
  return line
}
