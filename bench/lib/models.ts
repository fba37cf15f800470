import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real pre-trained networks, beside the checkout: they are not part of it. */
export const modelsFolder =
  process.env['CAMDIAL_MODELS'] ?? fileURLToPath(new URL('../../../shared/models/', import.meta.url));

export const hasModels = ['mobilenet_v1_0.25_224', 'densenet121'].every((name) =>
  existsSync(`${modelsFolder}/${name}/model.json`),
);

export const withoutModels =
  `The pre-trained networks are not here (looked in ${modelsFolder}; CAMDIAL_MODELS names another folder). ` +
  'What needs them cannot be measured; everything else can be run.';

/** The files of a network, as a file picker gives them. */
export function modelFiles(name: string): File[] {
  const folder = `${modelsFolder}/${name}`;
  return readdirSync(folder).map((file) => new File([readFileSync(`${folder}/${file}`)], file));
}
