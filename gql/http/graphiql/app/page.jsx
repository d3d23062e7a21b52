// The page at /: GraphiQL with documentation, explorer, history and a field for a token.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import './page.css';
import { explorer } from './explorer.jsx';
import { withLiveAnswers } from './live.js';
import { withValidOperationName } from './operation.js';
import { sql, withStatements } from './sql.jsx';
import { storage } from './storage.js';
import { useSystemTheme } from './theme.js';
import { TokenField, withToken } from './token.jsx';

// WORKERS is replaced by build.mjs: the hashed names of the workers. From our own origin, as the page's policy wants it.
globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(new URL(WORKERS[label] ?? WORKERS.editor, import.meta.url)),
};

const { endpoint, tabs, showsSql } = JSON.parse(document.getElementById('settings').textContent);
const plainFetcher = createGraphiQLFetcher({ url: endpoint, fetch: withToken, enableIncrementalDelivery: false });
const fetcher = withValidOperationName(
  withLiveAnswers(showsSql ? withStatements(plainFetcher) : plainFetcher, endpoint),
);
const plugins = [HISTORY_PLUGIN, explorer, ...(showsSql ? [sql] : [])];

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultTabs={tabs}
    storage={storage}
    defaultEditorToolsVisibility="variables"
    schemaDescription
    inputValueDeprecation
  >
    <GraphiQL.Logo>
      <TokenAndName />
    </GraphiQL.Logo>
  </GraphiQL>,
);

// In place of the logo, at the right end of the tabs.
function TokenAndName() {
  useSystemTheme();
  return (
    <div className="quire-corner">
      <TokenField />
      Quire
    </div>
  );
}
