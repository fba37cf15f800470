import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../onnxruntime/', import.meta.url));
/** Out of the way of every tool that looks at the project's files. */
const home = fileURLToPath(new URL('../../.cache/onnxruntime/', import.meta.url));

/** Where the files of ONNX Runtime Web are, once it is installed. */
export const onnxruntimeFolder = `${home}node_modules/onnxruntime-web/dist/`;

export const hasOnnxruntime = existsSync(onnxruntimeFolder);

/** Installs ONNX Runtime Web in the exact version of bench/onnxruntime/package-lock.json, unless it is there. */
export function ensureOnnxruntime(): void {
  if (hasOnnxruntime) return;
  console.log(
    'ONNX Runtime Web, which camdial is compared with, is installed into .cache/ (140 MB, once) ...',
  );
  mkdirSync(home, { recursive: true });
  cpSync(manifest, home, { recursive: true });
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd: home,
    stdio: 'inherit',
    shell: process.platform === 'win32', // there npm is a script
  });
}
