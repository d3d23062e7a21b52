// The page at /: GraphiQL with the documentation, the explorer, the history and a place for a token.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import './page.css';
import { explorer } from './explorer.jsx';
import { withOwnOperation } from './operation.js';
import { storage } from './storage.js';
import { useSystemTheme } from './theme.js';
import { TokenField, withToken } from './token.jsx';

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(new URL(WORKERS[label] ?? WORKERS.editor, import.meta.url)),
};

const { endpoint, tabs } = JSON.parse(document.getElementById('settings').textContent);
const fetcher = withOwnOperation(
  createGraphiQLFetcher({ url: endpoint, fetch: withToken, enableIncrementalDelivery: false }),
);
const plugins = [HISTORY_PLUGIN, explorer];

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
      <Corner />
    </GraphiQL.Logo>
  </GraphiQL>,
);

function Corner() {
  useSystemTheme();
  return (
    <div className="quire-corner">
      <TokenField />
      Quire
    </div>
  );
}
