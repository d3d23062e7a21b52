// Lets three build tools write the manifests of the documents, in the folder in which it is run:
// persisted-query-manifest.json of Apollo, persisted_queries.json of Relay with its artifacts as
// JavaScript, persisted-documents.json of graphql-codegen's client preset.
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';

const run = (program, ...words) =>
  execFileSync(`node_modules/.bin/${program}`, words, { stdio: 'inherit' });
const documents = readdirSync('documents').map((name) => ({
  module: name.replace('.graphql', '').replace(/(^|-)./g, (part) => part.at(-1).toUpperCase()),
  text: readFileSync(`documents/${name}`, 'utf8'),
}));

// Apollo
writeFileSync(
  'persisted-query-manifest.config.json',
  JSON.stringify({ documents: ['documents/*.graphql'], output: 'persisted-query-manifest.json' }),
);
run('generate-persisted-query-manifest', '--config', 'persisted-query-manifest.config.json');

// Relay
mkdirSync('artifacts/__generated__', { recursive: true });
for (const { module, text } of documents) {
  const tags = parse(text).definitions.map(({ loc }) => text.slice(loc.start, loc.end));
  writeFileSync(`artifacts/${module}.js`, tags.map((tag) => `graphql\`${tag}\`;`).join('\n'));
}
const relay = {
  src: './artifacts',
  schema: './schema.graphql',
  language: 'javascript',
  artifactDirectory: './artifacts/__generated__',
  eagerEsModules: true,
  persistConfig: { file: './persisted_queries.json' },
};
writeFileSync('persisted_queries.json', '{}');
writeFileSync('relay.persist.json', JSON.stringify(relay));
run('relay-compiler', 'relay.persist.json');

// graphql-codegen
mkdirSync('codegen', { recursive: true });
const sdl = readFileSync('schema.graphql', 'utf8');
const sections = await preset.buildGeneratesSection({
  baseOutputDir: 'codegen/',
  schema: parse(sdl),
  schemaAst: buildSchema(sdl),
  documents: documents.map(({ module, text }) => ({
    location: `${module}.ts`,
    document: parse(text),
    rawSDL: text,
  })),
  config: {},
  plugins: [],
  pluginMap: {},
  presetConfig: { persistedDocuments: true },
  pluginContext: {},
  profiler: { run: (work) => work(), collect: () => [] },
});
for (const section of sections) {
  writeFileSync(section.filename, await codegen({ ...section, profiler: section.profiler }));
}
