import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

/** What the pages have in common in `vite.config.ts`. */
export function pageConfig(root: string): UserConfig {
  return {
    root,
    base: './', // works from any folder of any server
    plugins: [partials()],
    build: { target: 'es2022', outDir: 'dist', emptyOutDir: true },
  };
}

/**
 * Puts the file `partials/NAME.html` in the place of `<!-- partial NAME -->`, so that no page repeats what all have. In the
 * place of `{{word}}` in it comes what the page says: `<!-- partial NAME word="..." -->`.
 */
function partials(): Plugin {
  return { name: 'partials', transformIndexHtml: { order: 'pre', handler: filled } };
}

function filled(html: string): string {
  return html.replace(/<!-- partial ([\w-]+)((?: \w+="[^"]*")*) -->/g, (_, name: string, given: string) => {
    const words = new Map([...given.matchAll(/(\w+)="([^"]*)"/g)].map(([, word, text]) => [word, text]));
    const partial = readFileSync(join(import.meta.dirname, 'partials', `${name}.html`), 'utf8').trimEnd();
    return filled(partial.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words.get(word) ?? ''));
  });
}
