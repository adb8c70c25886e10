// GraphiQL on the API that serves it. What is typed here, tokens among it, stays in memory.
import {createElement} from 'react'
import {createRoot} from 'react-dom/client'
import {GraphiQL} from 'graphiql'
import {createGraphiQLFetcher} from '@graphiql/toolkit'
import 'graphiql/style.css'

const worker = name => new Worker(`/explore/${name}.worker.js`)
globalThis.MonacoEnvironment = {
  getWorker: (_, label) => worker(label === 'graphql' || label === 'json' ? label : 'editor'),
}

const memory = new Map()
const storage = {
  get length() { return memory.size },
  getItem: key => memory.get(key) ?? null,
  setItem: (key, value) => { memory.set(key, value) },
  removeItem: key => { memory.delete(key) },
  clear: () => { memory.clear() },
}

const first = `# The whole contract is in the panel on the left. Ctrl-Enter sends the query under the cursor.

query FindHelp {
  findHelp(situation: {country: MD, languages: ["uk"], phone: FOREIGN_SIM}) {
    entries {
      hotline { name { value language } }
      usable
      channels { channel { kind } dial { press link } }
      reasons { text { value } }
    }
  }
}
`

createRoot(document.getElementById('explore')).render(
  createElement(GraphiQL, {fetcher: createGraphiQLFetcher({url: '/graphql'}), storage, defaultQuery: first, defaultEditorToolsVisibility: 'variables'}),
)
