// Builds what the pages need from npm into static/built: run by `npm run build`.
// The same input gives the same bytes: nothing here depends on time, order of folders or place.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, '..', 'node_modules')
const built = join(here, 'built')
const making = join(here, 'built.new')

/**
 * Writes a text file and its gzipped twin.
 * @param {string} name file name inside static/built
 * @param {string} text
 */
async function write(name, text) {
  const packed = gzipSync(text, { level: 9 })
  packed[9] = 255 // the operating system byte: "unknown", so that every machine writes the same file
  await writeFile(join(making, name), text)
  await writeFile(join(making, `${name}.gz`), packed)
  console.log(`${name.padEnd(24)} ${text.length} bytes, ${packed.length} gzipped`)
}

const styles = compile(join(here, 'src', 'consult.scss'), {
  style: 'compressed',
  charset: false,
  loadPaths: [modules],
  quietDeps: true
})
const script = await readFile(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), 'utf8')
const ours = ['consult.js', 'contents.js', 'copy.js', 'draft.js', 'floating.js', 'offsets.js', 'passage.js']

/**
 * @param {string} source one of our modules, where a comment stands on lines of its own
 * @returns {string} the same code without comments and indentation, for the place it is served from
 */
const lean = (source) => source
  .replace(/^\s*(\/\/|\/\*\*|\*).*\n/gm, '')
  .replace(/^\s+/gm, '')
  .replace("'./built/", "'./")

// An interrupted build must not leave pages without styles: the new folder takes the old one's place.
await rm(making, { recursive: true, force: true })
await mkdir(making)
await write('consult.css', styles.css)
await write('govuk-frontend.min.js', script.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'))
for (const name of ours) await write(name, lean(await readFile(join(here, name), 'utf8')))
await rm(built, { recursive: true, force: true })
await rename(making, built)
