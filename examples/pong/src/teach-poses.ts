import type { Rig } from '../../shared/dial/rig.js';
import { announce, byTestId, find } from '../../shared/page/dom.js';
import { middle } from '../../shared/person/simulated-person.js';
import { count } from '../../shared/teach/report.js';
import { snapshot } from './snapshot.js';

/** The poses, what the dial reads in them, and their keys. */
const poses = {
  up: { value: 1, keys: ['a', '1'] },
  stay: { value: 0, keys: ['s', '2'] },
  down: { value: -1, keys: ['d', '3'] },
} as const;

type Pose = keyof typeof poses;

const names = Object.keys(poses) as Pose[];
const shownThumbnails = 3;

/** Teaching by holding one of three poses with its button or key. */
export class TeachPoses {
  /** Told when recording failed. */
  onFailure: (error: unknown) => void = () => {};
  /** Whether keys are for the poses now. */
  isOn: () => boolean = () => false;
  readonly #rig: () => Rig | null;
  readonly #thumbnails = new Map<string, HTMLCanvasElement>();
  #held: { pose: Pose; release: AbortController } | null = null;
  #pending = 0;

  constructor(rig: () => Rig | null) {
    this.#rig = rig;
    for (const pose of names) this.#listen(pose, find(`[data-pose="${pose}"]`, HTMLButtonElement));
    addEventListener('keydown', (event) => {
      const pose = this.#poseOf(event);
      if (pose && !event.repeat && this.isOn()) this.#hold(pose);
    });
    addEventListener('keyup', (event) => {
      if (this.#poseOf(event) === this.#held?.pose) this.release();
    });
    addEventListener('blur', () => this.release());
  }

  /** Ends the recording that is going on. */
  release(): void {
    this.#held?.release.abort();
  }

  /** The pictures go too. */
  forget(): void {
    this.#thumbnails.clear();
    this.refresh();
  }

  /** Shows what is in the samples, soon: they change with every frame. */
  refresh(): void {
    this.#pending ||= requestAnimationFrame(() => {
      this.#pending = 0;
      this.#show();
    });
  }

  #listen(pose: Pose, button: HTMLButtonElement): void {
    button.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId); // a finger may slip off it
      this.#hold(pose);
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur']) {
      // Only its own: pressing the next button blurs the one before.
      button.addEventListener(type, () => this.#held?.pose === pose && this.release());
    }
    button.addEventListener('contextmenu', (event) => event.preventDefault()); // a long touch is a hold here
    button.addEventListener('keydown', (event) => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      if (!event.repeat) this.#hold(pose);
    });
    button.addEventListener('keyup', (event) => {
      if ((event.key === ' ' || event.key === 'Enter') && this.#held?.pose === pose) this.release();
    });
  }

  #poseOf(event: KeyboardEvent): Pose | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.target instanceof Element && event.target.matches('select, input')) return undefined;
    const key = event.key.toLowerCase();
    return names.find((pose) => (poses[pose].keys as readonly string[]).includes(key));
  }

  #hold(pose: Pose): void {
    const rig = this.#rig();
    if (rig && !this.#held) void this.#record(rig, pose);
  }

  async #record(rig: Rig, pose: Pose): Promise<void> {
    const release = new AbortController();
    const { signal } = release;
    const button = find(`[data-pose="${pose}"]`, HTMLButtonElement);
    const { person } = rig.eye;
    const { value } = poses[pose];
    this.#held = { pose, release };
    button.dataset['held'] = '';
    announce(`Recording ${pose}.`);
    try {
      if (person) {
        person.letGo();
        person.will = () => ({ x: value, y: 0 });
        await person.arrive(signal); // it is not told beforehand which pose comes
      }
      if (signal.aborted) return;
      const round = await rig.record(value, { signal, label: pose });
      if (round.size === 0) return;
      this.#thumbnails.set(round.uid, snapshot(rig.eye));
      announce(`${count(round.size, 'sample')} of ${pose} recorded.`);
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.#held = null;
      delete button.dataset['held'];
      if (person) person.will = () => middle;
      this.refresh();
    }
  }

  #show(): void {
    const rounds = this.#rig()?.samples.rounds ?? [];
    for (const pose of names) {
      const own = rounds.filter(({ label }) => label === pose);
      byTestId(`count-${pose}`).textContent = String(own.reduce((sum, { size }) => sum + size, 0));
      const pictures = own.flatMap(({ uid }) => this.#thumbnails.get(uid) ?? []).slice(-shownThumbnails);
      find(`[data-thumbnails="${pose}"]`, HTMLElement).replaceChildren(...pictures);
    }
  }
}
