/**
 * A dial as a file that other programs read as well: a `.npz` of NumPy, which is a zip of arrays and of what else there is.
 *
 * | entry | shape | dtype | |
 * |---|---|---|---|
 * | `features.npy` | `[n, ...featureShape]` | `<f4`, or `<f2` where the precision is `float16` | |
 * | `targets.npy` | `[n, outputs]` | `<f4` | NaN for an output that a sample does not teach |
 * | `round.npy` | `[n]` | `<i4` | which of the manifest's rounds a sample is of: 0, 0, ..., 1, 1, ... |
 * | `timestamp.npy` | `[n]` | `<f8` | ms, on a clock of the round's own |
 * | `thumbnails/000000.jpg` | | | by the number of the sample; `.jpg`, `.png`, `.webp`, `.bin` for other types |
 * | `model/NAME.npy` | any | `<f4`, `<f8`, `<i4` | what the model is made of |
 * | `manifest.json` | | | everything else, in UTF-8 |
 *
 * The manifest of version 1:
 *
 * ```json
 * {
 *   "format": "camdial", "version": 1,
 *   "backboneId": "mine", "featureShape": [5, 5, 180], "outputs": 1, "precision": "float32",
 *   "rounds": [{ "uid": "5e0c...", "label": "lean left", "lag": 0, "size": 120 }],
 *   "settings": {}, "model": { "kind": "ridge", "numbers": {} }
 * }
 * ```
 *
 * `format`, `version`, `backboneId`, `featureShape` and `outputs` must be there. `precision` is that of the features
 * where it is missing, `settings` are none, `model` may be null. A round's `uid` is made afresh (then opening the file
 * twice gives different rounds), its `lag` is 0 ms (`"auto"` has it estimated), `size` and `label` may be missing, and
 * so may all `rounds`. Without `round.npy` all samples are of one round, without `timestamp.npy` all times are 0.
 *
 * Also read are features and targets of float16, float32 and float64, rounds of any integers, arrays in Fortran order
 * and with their bytes swapped, `.npy` of versions 1 to 3, entries stored or deflated, targets of shape `[n]` for one
 * output. Other entries are left alone. More than 4 GiB (zip64) is not read.
 *
 * From Python:
 *
 * ```python
 * import json, zipfile
 * import numpy as np
 *
 * features = np.zeros((120, 5, 5, 180), np.float32)  # of the backbone with that id
 * targets = np.linspace(-1, 1, 120, dtype=np.float32).reshape(120, 1)
 * manifest = {'format': 'camdial', 'version': 1, 'backboneId': 'mine', 'featureShape': [5, 5, 180], 'outputs': 1}
 *
 * np.savez_compressed('dial.npz', features=features, targets=targets)
 * with zipfile.ZipFile('dial.npz', 'a') as archive:
 *     archive.writestr('manifest.json', json.dumps(manifest))
 * ```
 *
 * @module
 */

export { type ReadArchiveOptions, readArchive } from './read-archive.js';
export { writeArchive } from './write-archive.js';
