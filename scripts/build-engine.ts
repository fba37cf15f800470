/** The kernels, from AssemblyScript to one module each that holds its builds as text: npm run build:engine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const usual = ['--disableWarning', '201', '--runtime', 'stub', '-O3', '--converge', '--noAssert'];
const plain = ['--enable', 'simd'];
const relaxed = [...plain, '--enable', 'relaxed-simd'];

// Memory of networks grows, and is their host's; that of scattering is all it will ever need.
const hosted = ['--importMemory', '--initialMemory', '1'];
const fixed = ['--initialMemory', '9', '--maximumMemory', '9'];

await build('engine', hosted, { plain, relaxed });
await build('scattering', fixed, { plain });

async function build(part: string, memory: string[], builds: Record<string, string[]>): Promise<void> {
  const folder = `src/features/${part}`;
  const lines = ['// Made by npm run build:engine from assembly/.'];
  mkdirSync('.cache', { recursive: true });
  for (const [name, features] of Object.entries(builds)) {
    const file = `.cache/${part}.${name}.wasm`;
    const source = `${folder}/assembly/index.ts`;
    const { error, stderr } = await asc.main([source, ...usual, ...memory, ...features, '--outFile', file]);
    if (error) {
      console.error(String(stderr));
      throw error;
    }
    const bytes = readFileSync(file);
    console.log(`${part}, ${name}: ${bytes.length} bytes`);
    lines.push(`export const ${name} =\n  '${bytes.toString('base64')}';`);
  }
  writeFileSync(`${folder}/binaries.generated.ts`, `${lines.join('\n')}\n`);
}
