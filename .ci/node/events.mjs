// Subscribes with the reference client of the graphql-sse protocol.
//
//   node events.mjs http://127.0.0.1:8080/graphql
//
// Prints one line per check, and exits 1 at the first that does not hold.
import assert from "node:assert/strict";
import { createClient } from "graphql-sse";

const url = process.argv[2];
if (!url) {
  console.error("usage: node events.mjs URL");
  process.exit(2);
}
const query = "subscription Changes { directoryChanged { revision } }";
const passed = (what) => console.log(`ok ${what}`);
// Each client keeps to distinct connections and gives up at once, so that a refusal is seen.
const client = () => createClient({ url, singleConnection: false, retryAttempts: 0 });

// first gives the first event and ends the subscription.
async function first() {
  const events = client().iterate({ query });
  const { value } = await events.next();
  await events.return();
  return value;
}

const answer = await fetch(url, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ directory { revision } }" }),
});
const { revision } = (await answer.json()).data.directory;
assert.deepEqual(await first(), { data: { directoryChanged: { revision } } });
passed("the first event says the revision that is served");

// As many as one client may have, and one more.
const held = Array.from({ length: 10 }, () => client().iterate({ query }));
for (const events of held) assert.equal((await events.next()).done, false);
await assert.rejects(client().iterate({ query }).next(), (e) => e.response?.status === 429);
passed("the eleventh stream of a client is refused");
for (const events of held) await events.return();
for (let open = false; !open;) { // the server sees the others leave a moment later; the test's deadline ends this
  open = await first().then(() => true, (e) => { assert.equal(e.response?.status, 429); return false; });
}
passed("a place is given back when its client leaves");

for (const wrong of ["subscription { nothing }", "{ directory { revision } }"]) {
  await assert.rejects(client().iterate({ query: wrong }).next(), (e) => [400, 406].includes(e.response?.status), wrong);
}
passed("what cannot be answered by events is refused before a stream begins");

const events = new URL(url);
events.searchParams.set("query", query);
const stream = await fetch(events, { headers: { accept: "text/event-stream" } });
assert.match(stream.headers.get("content-type"), /^text\/event-stream/);
assert.equal(stream.headers.get("access-control-allow-origin"), "*");
await stream.body.cancel();
passed("GET opens a stream, as EventSource does, and any page may");
