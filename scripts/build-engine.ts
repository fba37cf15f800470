/** The engine's kernels, from AssemblyScript to one module that holds both builds as text: npm run build:engine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const folder = 'src/features/engine';
const builds = { plain: ['--enable', 'simd'], relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'] };

mkdirSync('.cache', { recursive: true });
const lines = ['// Made by npm run build:engine from assembly/.'];
for (const [name, features] of Object.entries(builds)) {
  const file = `.cache/engine.${name}.wasm`;
  const { error, stderr } = await asc.main([
    `${folder}/assembly/index.ts`,
    ...[
      '--disableWarning',
      '201',
      '--runtime',
      'stub',
      '-O3',
      '--converge',
      '--noAssert',
      '--importMemory',
      '--initialMemory',
      '1',
    ],
    ...features,
    ...['--outFile', file],
  ]);
  if (error) {
    console.error(String(stderr));
    throw error;
  }
  const bytes = readFileSync(file);
  console.log(`${name}: ${bytes.length} bytes`);
  lines.push(`export const ${name} =\n  '${bytes.toString('base64')}';`);
}
writeFileSync(`${folder}/binaries.generated.ts`, `${lines.join('\n')}\n`);
