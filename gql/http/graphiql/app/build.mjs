// Bundles GraphiQL into the folder named on the command line: the workers first, because the page needs their hashed names.
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

/** Bundles entry points; returns the file name of each, and of the style sheet under `css`. */
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
    external: ['graphql-ws'], // imported by the toolkit for subscriptions, which live.js runs by SSE
    ...options,
  });
  return outputNames(metafile.outputs);
}

function outputNames(outputs) {
  const names = {};
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    if (!entryPoint) continue; // a font, which the style sheet refers to
    const name = path.basename(file);
    names[name.slice(0, name.lastIndexOf('-'))] = name;
    if (cssBundle) names.css = path.basename(cssBundle);
  }
  return names;
}
