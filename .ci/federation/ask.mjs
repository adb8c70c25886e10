// What the checks have in common: asking a server, and reporting.

/** Asks a GraphQL server and gives the data; any error of the answer is thrown. */
export async function ask(url, query, variables) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(120_000),
  });
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${response.status} from ${url}: ${text.slice(0, 500)}`);
  }
  if (answer.errors?.length) {
    throw new Error(`${response.status} from ${url}: ${JSON.stringify(answer.errors, null, 2)}`);
  }
  return answer.data;
}

/** The subgraph's own schema, as a gateway's tools read it. */
export async function sdlOf(url) {
  const { _service } = await ask(url, "{ _service { sdl } }");
  if (!_service?.sdl) throw new Error("_service { sdl } is empty: no gateway can read the schema");
  return _service.sdl;
}

let passed = 0;

/** Prints one check that holds. */
export function pass(text) {
  passed += 1;
  console.log(`ok   ${text}`);
}

/** Gives the number of checks that held. */
export const passes = () => passed;

/** Runs a script against the URL in its first argument; exits 0, 1 when a check fails, 2 when misused. */
export async function main(usage, check) {
  const url = process.argv[2];
  if (!url) {
    console.error(`usage: node ${usage} URL`);
    process.exit(2);
  }
  let failed = 0;
  try {
    await check(url);
  } catch (error) {
    failed = 1;
    console.log(`FAIL ${error.name === "AssertionError" ? error.message : error.stack}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed || passed === 0 ? 1 : 0);
}
