import { Camera, type Frame } from 'camdial';
import { SimulatedSource } from 'camdial/testing';
import { EmptiableSource } from './empty-room.js';
import { SimulatedPerson } from './simulated-person.js';
import { WatchedSource } from './watched-source.js';

export type EyeKind = 'camera' | 'simulated';

/** Something that sees a person: a camera, or one that is made up. */
export interface Eye {
  readonly kind: EyeKind;
  readonly source: WatchedSource;
  /** What the person sees of it; mirrored by CSS where the frames are. */
  readonly preview: HTMLVideoElement | HTMLCanvasElement;
  readonly camera: Camera | null;
  readonly person: SimulatedPerson | null;
  readonly isMirrored: boolean;
  dispose(): void;
}

/** Pictures a second to ask a camera for; it gives what comes nearest. */
export const wantedFrameRate = 60;

export async function openCamera(deviceId: string | undefined, signal: AbortSignal): Promise<Eye> {
  const camera = await Camera.open({ deviceId, frameRate: wantedFrameRate, signal });
  const source = new WatchedSource(camera);
  return {
    kind: 'camera',
    source,
    preview: camera.video,
    camera,
    person: null,
    get isMirrored() {
      return camera.mirrored;
    },
    dispose: () => source.dispose(),
  };
}

const look = 3;

export function openSimulated(): Eye {
  const simulated = new SimulatedSource({ seed: look });
  const person = new SimulatedPerson(simulated);
  const source = new WatchedSource(new EmptiableSource(simulated, look, () => person.isAway));
  const preview = document.createElement('canvas');
  const context = preview.getContext('2d');
  source.onFrame = ({ image, width, height, mirrored }: Frame) => {
    if (!context || !('data' in image)) return;
    if (preview.width !== width || preview.height !== height) {
      preview.width = width;
      preview.height = height;
      preview.style.transform = mirrored ? 'scaleX(-1)' : '';
    }
    context.putImageData(new ImageData(new Uint8ClampedArray(image.data), width, height), 0, 0);
  };
  return {
    kind: 'simulated',
    source,
    preview,
    camera: null,
    person,
    get isMirrored() {
      return preview.style.transform !== '';
    },
    dispose: () => source.dispose(),
  };
}
