// Reads the running server's schema with graphql-js, as every JavaScript tool does, and holds it against
// schema.graphqls, the contract.
//
//   node schema.mjs http://127.0.0.1:8080/graphql
//
// Exits 1 when the schema is not valid or the server says another thing than the file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  buildClientSchema, buildSchema, findBreakingChanges, findDangerousChanges, getIntrospectionQuery, parse, validateSchema,
} from "graphql";
import { ask, main, pass, sdlOf } from "./ask.mjs";

// The directives that the file imports with @link; graphql-js knows no @link.
const federation = `
  directive @link(url: String!, import: [String!]) repeatable on SCHEMA
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
`;

const introspection = (everything) => getIntrospectionQuery({
  descriptions: true, specifiedByUrl: everything, directiveIsRepeatable: everything,
  schemaDescription: everything, inputValueDeprecation: everything, oneOf: everything,
});

function valid(schema, what) {
  const errors = validateSchema(schema);
  assert.deepEqual(errors.map((e) => e.message), [], `${what} is not a valid schema`);
  pass(`${what} is a valid schema of ${Object.keys(schema.getTypeMap()).filter((n) => !n.startsWith("__")).length} types`);
  return schema;
}

// What federation adds to the contract.
const added = /^(_Any|_Entity|_Service|Query\._(entities|service)|(federation__|link__)?(FieldSet|Scope|Policy|Import|Purpose|ContextFieldValue))\b/;
const differences = (from, to) => [...findBreakingChanges(from, to), ...findDangerousChanges(from, to)].map((c) => c.description);

await main("schema.mjs", async (url) => {
  const file = valid(buildSchema(federation + await readFile(new URL("../../schema.graphqls", import.meta.url), "utf8")), "schema.graphqls");

  const plain = buildClientSchema(await ask(url, introspection(false)));
  valid(plain, "the plain introspection");
  const served = buildClientSchema(await ask(url, introspection(true)));
  valid(served, "the full introspection");

  const types = (schema) => Object.keys(schema.getTypeMap()).filter((n) => !n.startsWith("__"));
  const surplus = types(served).filter((n) => !file.getType(n) && !added.test(n));
  assert.deepEqual(surplus, [], "the server shows types that schema.graphqls does not");
  assert.deepEqual(differences(file, served).filter((d) => !/^@?(key|link|shareable)\b|@(key|link|shareable)\b|_Entity/.test(d)), [], "the server lacks what schema.graphqls promises");
  for (const name of types(file)) {
    const [want, have] = [file.getType(name), served.getType(name)];
    assert.equal(have.description ?? null, want.description ?? null, `description of ${name}`);
    if (!want.getFields) continue;
    const extra = Object.keys(have.getFields()).filter((f) => !want.getFields()[f] && !added.test(`${name}.${f}`));
    assert.deepEqual(extra, [], `${name} has fields that schema.graphqls does not`);
  }
  pass("the server shows exactly what schema.graphqls says, and federation's own");

  valid(buildSubgraphSchema({ typeDefs: parse(await sdlOf(url)) }), "_service { sdl }");
});
