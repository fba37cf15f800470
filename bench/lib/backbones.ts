import { DenseNet, type FeatureBackbone, MobileNet, Scattering } from 'camdial';
import { modelFiles } from './models.js';

/** The backbones whose accuracy is told, with their default layers and pools. */
export const backbones = {
  Scattering: () => Scattering.create(),
  MobileNet: () => MobileNet.load({ files: modelFiles('mobilenet_v1_0.25_224') }),
  DenseNet: () => DenseNet.load({ files: modelFiles('densenet121') }),
} satisfies Record<string, () => FeatureBackbone | Promise<FeatureBackbone>>;

export type BackboneName = keyof typeof backbones;
