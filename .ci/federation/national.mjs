// A national subgraph, as a partner might run one: it adds a plan of action to our countries and points at
// our hotlines by id. The plan is made up.
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])

  scalar CountryCode

  type Country @key(fields: "code") {
    code: CountryCode!
    nationalPlan: NationalPlan
  }

  type NationalPlan {
    title: String!
    country: Country!
    hotlines: [Hotline]!
  }

  type Hotline @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type Query {
    nationalPlans: [NationalPlan!]!
  }
`;

/** Builds the subgraph: one plan, of one country, that names these hotlines. */
export function national({ country, hotlines }) {
  const plan = { title: "Example plan of action", country: { code: country }, hotlines: hotlines.map((id) => ({ id })) };
  const resolvers = {
    Country: {
      // Called with the representation that the gateway has from the other subgraph.
      __resolveReference: ({ code }) => ({ code, nationalPlan: code === country ? plan : null }),
    },
    Query: { nationalPlans: () => [plan] },
  };
  return { sdl: typeDefs, schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }) };
}

/** Serves a schema, or a gateway, on a free loopback port. */
export async function serve(options) {
  const server = new ApolloServer({
    ...options,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: options.schema ? [ApolloServerPluginInlineTraceDisabled()] : [],
  });
  const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
  return { url, stop: () => server.stop() };
}
