import { isCamdialError, type KeptStore, type ModelData, type SampleStore } from 'camdial';
import { SampleHome } from 'camdial/storage';

/** What this browser keeps of the dials. Where it keeps nothing that is told, and all goes on in memory. */
export class KeptDials {
  /** Told what keeps samples from being kept; null when they are kept again. */
  onTrouble: (trouble: Error | null) => void = () => {};
  /** Told when something is being written, and when all is. */
  onWriting: (isWriting: boolean) => void = () => {};
  #home: Promise<SampleHome> | null = null;
  #isInTrouble = false;
  #writing = 0;
  readonly #stores = new Set<KeptStore>();

  /**
   * Keeps samples under a name from now on.
   *
   * @param isBusy - while it says so, changes of other tabs wait.
   * @returns when what is there already has come in; null where nothing can be kept.
   */
  async keep(name: string, samples: SampleStore, isBusy: () => boolean): Promise<KeptStore | null> {
    let home: SampleHome;
    try {
      home = await this.#open();
    } catch (error) {
      this.#tell(error);
      return null;
    }
    const store = home.keep(name, samples, { isBusy, onTrouble: (trouble) => this.#tell(trouble) });
    this.#stores.add(store);
    let seen = stateOf(samples);
    samples.subscribe(() => {
      // Called for every sample: only rounds that come, end or go are news.
      const state = stateOf(samples);
      if (state !== seen) void this.#follow(store);
      seen = state;
    });
    await this.#follow(store);
    return store;
  }

  /** Keeps what was learned from samples that are kept. */
  keepModel(store: KeptStore, model: ModelData): void {
    store.update({ model });
    void this.#follow(store);
  }

  /** What the dial of a name had learned; null where there is nothing of it. */
  async model(name: string): Promise<ModelData | null> {
    try {
      return (await (await this.#open()).read(name)).dial.model;
    } catch (error) {
      if (isCamdialError(error)) return null;
      throw error;
    }
  }

  /**
   * Erases all that is kept, in all tabs. What is kept until now is kept no longer.
   *
   * @throws CamdialError what the browser failed with.
   */
  async eraseAll(): Promise<void> {
    const opening = this.#open();
    const erased = opening.then(async (home) => {
      for (const store of this.#stores) store.dispose();
      this.#stores.clear();
      await home.eraseAll();
    });
    // What is to be kept next waits until nothing is left of what was.
    this.#home = erased.then(
      () => opening,
      () => opening,
    );
    this.#home.catch(() => {
      this.#home = null;
    });
    await erased;
  }

  #open(): Promise<SampleHome> {
    if (!this.#home) {
      const opening = SampleHome.open();
      this.#home = opening;
      opening.catch(() => {
        if (this.#home === opening) this.#home = null; // it is tried again for the next one
      });
    }
    return this.#home;
  }

  /** Looks on while it is written, and whether it works. */
  async #follow(store: KeptStore): Promise<void> {
    this.#isInTrouble = false;
    if (this.#writing++ === 0) this.onWriting(true);
    try {
      await store.saved();
    } catch {
      this.#isInTrouble = true; // told already
    }
    if (--this.#writing === 0) this.onWriting(false);
    if (!this.#isInTrouble) this.onTrouble(null);
  }

  #tell(trouble: unknown): void {
    this.#isInTrouble = true;
    this.onTrouble(trouble as Error);
  }
}

function stateOf({ rounds }: SampleStore): string {
  return rounds.map(({ uid, finished }) => `${uid} ${finished}`).join();
}
