// Builds GraphiQL from the packages in package-lock.json into internal/site/explore, compressed:
//
//   npm ci --ignore-scripts && node build.mjs            writes the files
//   node build.mjs --check                               fails when the committed ones are others
//
// Compression differs between versions of zlib, so the check compares what is inside.
import {build} from 'esbuild'
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gunzipSync, gzipSync} from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '..', '..', 'internal', 'site', 'explore')

const result = await build({
  absWorkingDir: here,
  entryPoints: {
    'explore': 'explore.jsx',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  bundle: true, minify: true, format: 'iife', target: 'es2022', platform: 'browser', write: false, outdir: 'out',
  define: {'process.env.NODE_ENV': '"production"'}, loader: {'.ttf': 'dataurl'}, legalComments: 'none', metafile: true, logLevel: 'warning',
})
const files = new Map(result.outputFiles.map(f => [f.path.slice(join(here, 'out').length + 1), Buffer.from(f.contents)]))
files.set('licences.txt', Buffer.from(licences(Object.keys(result.metafile.inputs))))

// licences are those of every package of which something is in the files.
function licences(inputs) {
  const packages = new Set(inputs.map(i => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(i)?.[1]).filter(Boolean))
  return [...packages].sort().map(dir => {
    const {name, version, license} = JSON.parse(readFileSync(join(here, dir, 'package.json')))
    const file = readdirSync(join(here, dir)).find(f => /^(licen[cs]e|copying)/i.test(f))
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(here, dir, file), 'utf8').trim() : 'The package has no licence file.'}\n`
  }).join('\n----\n\n')
}

if (process.argv.includes('--check')) {
  const committed = readdirSync(target).filter(name => name.endsWith('.gz')).map(name => name.slice(0, -3)).sort()
  const wrong = [...new Set([...files.keys(), ...committed])].filter(name =>
    !files.has(name) || !committed.includes(name) || !files.get(name).equals(gunzipSync(readFileSync(join(target, name + '.gz')))))
  if (wrong.length > 0) {
    console.error(`internal/site/explore is not what package-lock.json makes: ${wrong.join(', ')}. Run: node .ci/explore/build.mjs`)
    process.exit(1)
  }
  console.log(`internal/site/explore is current: ${[...files.keys()].join(', ')}`)
} else {
  rmSync(target, {recursive: true, force: true})
  mkdirSync(target, {recursive: true})
  for (const [name, contents] of files) {
    const zipped = gzipSync(contents, {level: 9})
    writeFileSync(join(target, name + '.gz'), zipped)
    console.log(`${name}: ${contents.length} bytes, ${zipped.length} in gzip`)
  }
}
