// Bundles GraphiQL into the folder that is named on the command line: the workers first, because
// the page must know their hashed names.
import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

const outdir = process.argv[2];

const workers = await bundle({
  format: 'iife',
  entryPoints: {
    editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
    graphql: 'monaco-graphql/esm/graphql.worker.js',
    json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
});
const page = await bundle({
  format: 'esm',
  entryPoints: { page: 'page.jsx' },
  define: { WORKERS: JSON.stringify(workers) },
});
await writeFile(path.join(outdir, 'manifest.json'), JSON.stringify({ script: page.page, style: page.css }));

/** Bundles entry points; returns the name of each one's file, and `css` where there are styles. */
async function bundle(options) {
  const { metafile } = await build({
    bundle: true,
    minify: true,
    metafile: true,
    outdir,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.ttf': 'file' },
    external: ['graphql-ws'],
    ...options,
  });
  return names(metafile.outputs);
}

function names(outputs) {
  const found = {};
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    if (!entryPoint) continue;
    const name = path.basename(file);
    found[name.slice(0, name.lastIndexOf('-'))] = name;
    if (cssBundle) found.css = path.basename(cssBundle);
  }
  return found;
}
