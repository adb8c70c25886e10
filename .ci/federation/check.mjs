// Proves that the running server is an Apollo Federation 2 subgraph.
//
//   node check.mjs http://127.0.0.1:8080/graphql
//
// It composes the server's schema with a second subgraph (national.mjs) and with a second Relay subgraph,
// starts a real gateway in front of both, and asks questions that neither can answer alone. Everything
// runs on the loopback interface. Exits 1 when anything differs.
import assert from "node:assert/strict";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { ask, main, pass, sdlOf } from "./ask.mjs";
import { national, serve } from "./national.mjs";

// Nothing is to leave this machine: neither the gateway's telemetry nor a request through a proxy.
process.env.APOLLO_TELEMETRY_DISABLED = "true";
process.env.NODE_ENV = "test";
for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "APOLLO_KEY", "APOLLO_GRAPH_REF"]) delete process.env[name];
const { ApolloGateway } = await import("@apollo/gateway"); // reads the environment when it is made

// A second subgraph with Relay connections of its own. Any such one has its own PageInfo and Node.
const relay = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])
  interface Node { id: ID! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Court implements Node @key(fields: "id") { id: ID! name: String! }
  type CourtEdge { cursor: String! node: Court! }
  type CourtConnection { edges: [CourtEdge!]! pageInfo: PageInfo! }
  type Query { courts(first: Int, after: String): CourtConnection! }
`;

function compose(...subgraphs) {
  const names = subgraphs.map((s) => s.name).join(" + ");
  const { errors, hints, supergraphSdl } = composeServices(subgraphs.map((s) => ({ ...s, typeDefs: parse(s.sdl) })));
  if (errors?.length) throw new Error(`${names} do not compose:\n${errors.map((e) => `  ${e.extensions?.code}: ${e.message}`).join("\n")}`);
  const notes = new Map();
  for (const { definition } of hints ?? []) notes.set(definition.code, (notes.get(definition.code) ?? 0) + 1);
  pass(`${names} compose (hints: ${[...notes].map(([code, n]) => `${code} ${n}`).join(", ") || "none"})`);
  return supergraphSdl;
}

/** Asks until the server gives a hotline with a name, channels and a country: what the questions are about. */
async function anyHotline(url) {
  const { hotlines } = await ask(url, `{
    hotlines(first: 50) { nodes { id name { value } channels { kind address } countries { code name { value } } } }
  }`);
  const found = hotlines.nodes.find((h) => h.name && h.channels.length > 0 && h.countries.length > 0);
  assert(found, "the server holds no hotline with a name, a channel and a country: nothing can be checked");
  return found;
}

await main("check.mjs", async (url) => {
  const ours = { name: "directory", url, sdl: await sdlOf(url) };
  pass(`_service { sdl } answers ${ours.sdl.length} characters`);
  const hotline = await anyHotline(url);
  const country = hotline.countries[0];
  const unknown = "no-such-hotline";

  const subgraph = national({ country: country.code, hotlines: [hotline.id, unknown] });
  const theirs = await serve({ schema: subgraph.schema });
  compose(ours, { name: "national", url: theirs.url, sdl: subgraph.sdl }, { name: "courts", url: "http://127.0.0.1:9", sdl: relay });
  const supergraphSdl = compose(ours, { name: "national", url: theirs.url, sdl: subgraph.sdl });

  const silent = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const gateway = await serve({ gateway: new ApolloGateway({ supergraphSdl, logger: silent }), logger: silent });
  pass("a gateway starts with the composed schema");

  // From ours to theirs: the country and its hotlines are here, the plan is there.
  const fromOurs = await ask(gateway.url, `query ($code: CountryCode!) {
    country(code: $code) { code name { value } hotlines(first: 1) { totalCount } nationalPlan { title } }
  }`, { code: country.code });
  assert.equal(fromOurs.country.code, country.code);
  assert.equal(fromOurs.country.name.value, country.name.value);
  assert(fromOurs.country.hotlines.totalCount > 0, "the country's own hotlines are lost behind the gateway");
  assert.equal(fromOurs.country.nationalPlan.title, "Example plan of action");
  pass(`Country of ours with their nationalPlan: ${JSON.stringify(fromOurs)}`);

  // From theirs to ours: they know a hotline's id and a country's code, everything else is here.
  const fromTheirs = await ask(gateway.url, `{
    nationalPlans {
      title
      country { code alpha3 name { value } }
      hotlines { id name { value } channels { kind address } }
    }
  }`);
  const [plan] = fromTheirs.nationalPlans;
  assert.equal(plan.country.name.value, country.name.value);
  assert.equal(plan.country.alpha3.length, 3);
  assert.deepEqual(plan.hotlines[0], { id: hotline.id, name: hotline.name, channels: hotline.channels });
  assert.equal(plan.hotlines[1], null, "a hotline that does not exist must be null, and no error");
  pass(`their Hotline resolved here: ${JSON.stringify(fromTheirs)}`);

  // Every key that the schema offers, asked for as a gateway does, with one that leads nowhere.
  const ids = await ask(url, `{
    initiatives(first: 1) { nodes { __typename id } } organizations(first: 1) { nodes { __typename id } }
    campaigns(first: 1) { nodes { __typename id } } resources(first: 1) { nodes { __typename id } }
  }`);
  const representations = [
    { __typename: "Country", code: country.code },
    { __typename: "Hotline", id: unknown },
    { __typename: "Hotline", id: hotline.id },
    ...Object.values(ids).flatMap((connection) => connection.nodes),
  ];
  assert.equal(representations.length, 7, "the server holds no initiative, organization, campaign or resource");
  const { _entities } = await ask(url, `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Node { id } ... on Country { code } } }`, { representations });
  assert.deepEqual(_entities.map((e) => e && { ...e }), representations.map((r) => (r.id === unknown ? null : r)));
  pass(`_entities answers ${representations.map((r) => r.__typename).join(", ")} in order, the unknown one with null`);

  await gateway.stop();
  await theirs.stop();
});
