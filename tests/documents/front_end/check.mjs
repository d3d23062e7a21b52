// Generates TypeScript of the documents and of the schema with graphql-codegen and with Relay's
// compiler, beside usage.ts. To be run in a folder of its own, which holds schema.graphql and
// documents/: node check.mjs
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import * as types from '@graphql-codegen/typescript';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';

const SCALARS = { DateTime: 'string', HTML: 'string', URL: 'string' };
const sdl = readFileSync('schema.graphql', 'utf8');
const documents = readdirSync('documents').map((name) => ({
  // Relay names operations and fragments after their file: front-page → FrontPage
  module: name.replace('.graphql', '').replace(/(^|-)./g, (part) => part.at(-1).toUpperCase()),
  text: readFileSync(`documents/${name}`, 'utf8'),
}));

// graphql-codegen: the types of the schema, and those of the documents
const config = {
  scalars: SCALARS,
  strictScalars: true,
  enumsAsTypes: true,
  useTypeImports: true,
  dedupeOperationSuffix: true,
};
for (const [filename, plugin] of Object.entries({ 'schema.ts': types, 'operations.ts': operations })) {
  const generated = await codegen({
    filename,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: documents.map(({ module, text }) => ({ location: module, document: parse(text) })),
    config,
    pluginMap: { plugin },
    plugins: [{ plugin: {} }],
  });
  writeFileSync(filename, generated);
}

// Relay
mkdirSync('relay/__generated__', { recursive: true });
for (const { module, text } of documents) {
  const tags = parse(text).definitions.map(({ loc }) => text.slice(loc.start, loc.end));
  const body = tags.map((tag, index) => `export const tag${index} = graphql\`${tag}\`;`);
  writeFileSync(`relay/${module}.ts`, `import { graphql } from 'relay-runtime';\n${body.join('\n')}\n`);
}
const relay = {
  src: './relay',
  schema: './schema.graphql',
  language: 'typescript',
  artifactDirectory: './relay/__generated__',
  customScalarTypes: SCALARS,
  eagerEsModules: true,
};
writeFileSync('relay.config.json', JSON.stringify(relay));
execFileSync('node_modules/.bin/relay-compiler', ['relay.config.json'], { stdio: 'inherit' });

execFileSync('node_modules/.bin/tsc', ['--project', '.'], { stdio: 'inherit' });
