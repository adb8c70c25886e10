// Uses the running server through a client that many sites use (urql), by POST and by GET.
//
//   node client.mjs http://127.0.0.1:8080/graphql
//
// Exits 1 when an answer is not what the client was promised.
import assert from "node:assert/strict";
import { Client, fetchExchange, gql } from "@urql/core";
import { main, pass } from "./ask.mjs";

const Page = gql`
  query Page($first: Int!, $after: String) {
    hotlines(first: $first, after: $after) {
      totalCount
      nodes { id name(languages: ["fr", "en"]) { value language direction } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const ByID = gql`
  query ByID($id: ID!) {
    hotline(id: $id) { __typename id countries { code } channels { kind address } }
  }
`;
const Wrong = gql`
  query Wrong($code: CountryCode!) {
    country(code: $code) { code }
  }
`;

async function use(client, how) {
  const asked = async (query, variables) => {
    const { data, error } = await client.query(query, variables).toPromise();
    if (error) throw error;
    return data;
  };
  const ids = [];
  let after = null;
  let total;
  for (let page = 0; page < 20; page += 1) {
    const { hotlines } = await asked(Page, { first: 7, after });
    total = hotlines.totalCount;
    ids.push(...hotlines.nodes.map((h) => h.id));
    if (!hotlines.pageInfo.hasNextPage) break;
    after = hotlines.pageInfo.endCursor;
  }
  assert(ids.length > 0, "there is no hotline");
  assert.equal(new Set(ids).size, ids.length, "a hotline stands on two pages");
  assert.equal(ids.length, Math.min(total, 140));
  pass(`${how}: ${ids.length} of ${total} hotlines in pages of 7, each once`);

  const { hotline } = await asked(ByID, { id: ids[0] });
  assert.equal(hotline.id, ids[0]);
  assert.equal(hotline.__typename, "Hotline");
  assert.equal((await asked(ByID, { id: "no-such-hotline" })).hotline, null);
  pass(`${how}: one hotline by id, null for one that is not there`);

  const { error } = await client.query(Wrong, { code: "ZZ" }).toPromise();
  assert.equal(error?.graphQLErrors[0]?.extensions.code, "INVALID_INPUT", `for a wrong country code: ${error}`);
  assert.equal(error.networkError, undefined);
  pass(`${how}: a wrong argument is INVALID_INPUT`);
}

await main("client.mjs", async (url) => {
  const settings = { url, exchanges: [fetchExchange] };
  await use(new Client({ ...settings, preferGetMethod: false }), "POST");
  await use(new Client({ ...settings, preferGetMethod: "force" }), "GET");
});
