// graphql-http's own audits against the endpoint at the address given: prints {"name": "ok" | why not}
import { serverAudits } from 'graphql-http';

const verdicts = {};
for (const audit of serverAudits({ url: process.argv[2], fetchFn: fetch })) {
  const result = await audit.fn().catch((error) => ({ status: 'error', reason: String(error) }));
  verdicts[audit.name] = result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`;
}
console.log(JSON.stringify(verdicts));
