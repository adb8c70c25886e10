// Runs the official GraphQL-over-HTTP audits against a running server.
//
//   node audit.mjs http://127.0.0.1:8080/graphql
//
// Prints one line per audit that is not met, then the counts. Exits 1 when a MUST or a SHOULD is not met,
// and 2 when the audits could not be run.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
let unmet = 0;
for (const audit of serverAudits({ url })) {
  const result = await audit.fn();
  counts[result.status] += 1;
  if (result.status === "ok") continue;
  // "notice" is a MAY; the suite names the level at the head of each audit's name too.
  const binding = /^(MUST|SHOULD)\b/.test(result.name);
  if (binding) unmet += 1;
  console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
  await result.response?.body?.cancel().catch(() => {});
}
const total = Object.values(counts).reduce((a, b) => a + b, 0);
if (total === 0) {
  console.error("no audit ran");
  process.exit(2);
}
console.log(`${counts.ok} passed, ${total - counts.ok} failed (MUST or SHOULD: ${unmet}) of ${total}`);
process.exit(unmet > 0 ? 1 : 0);
