/** Runs in a page that has nothing but camdial. */
import { type BackboneOptions, MobileNet } from 'camdial';

/** How MobileNet runs here, or what kept it from running. */
async function mobileNet(options: BackboneOptions) {
  try {
    const url = 'models/mobilenet_v1_0.25_224/model.json';
    const backbone = await MobileNet.load({ url, cache: false, ...options });
    const image = new ImageData(64, 64);
    const { length } = await backbone.extract({
      image,
      width: 64,
      height: 64,
      timestamp: 0,
      mirrored: false,
    });
    const { backend, backendReason, worker } = backbone.info;
    backbone.dispose();
    return { length, backend, backendReason, worker };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

Object.assign(globalThis, { mobileNet });
