import { CamdialError, isCamdialError } from '../../errors.js';
import type { SampleStore } from '../sample-store.js';
import type { RoundData } from '../samples-data.js';
import type { DialRecord, RoundEntry } from './database.js';
import { type DialExtras, deletedError, type Rooms } from './rooms.js';

/** Options of {@link SampleHome.keep}. */
export interface KeepOptions {
  /** Anything that the page wants to find again; see {@link KeptStore.update}. */
  settings?: DialExtras['settings'];
  /**
   * Told what could not be kept, or not be opened from another tab; the store is untouched, and it is tried again at the
   * next change.
   */
  onTrouble: (trouble: CamdialError) => void;
  /** While it says so, changes of other tabs wait: e.g. `() => pipeline.recording`. */
  isBusy?: (() => boolean) | undefined;
}

/** How often is looked whether a round is over that changes of other tabs wait for, ms. */
const waitMs = 300;

/** A store that is kept in the browser, see {@link SampleHome.keep}. */
export class KeptStore {
  /** The name that it was kept under first. */
  readonly name: string;
  readonly #store: SampleStore;
  readonly #rooms: Rooms;
  readonly #onTrouble: (trouble: CamdialError) => void;
  readonly #isBusy: () => boolean;
  readonly #onChange: (id: string) => void;
  readonly #onEnd: () => void;
  readonly #unsubscribe: () => void;
  /** Of the dial that it is kept in, once that is there. */
  #id: string | null = null;
  /**
   * Rounds that both the store and the home had at last. What one of them has no more was removed there; what is not
   * here came in there.
   */
  #shared: Set<string>;
  /** Rounds that cannot be opened, told once. */
  readonly #refused = new Set<string>();
  #extras: DialExtras;
  #seen: string;
  #ended: CamdialError | null = null;
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @internal */
  constructor(
    name: string,
    store: SampleStore,
    rooms: Rooms,
    { settings, onTrouble, isBusy = () => false }: KeepOptions,
    { onChange, onEnd }: { onChange: (id: string) => void; onEnd: () => void },
  ) {
    this.name = name;
    this.#store = store;
    this.#rooms = rooms;
    this.#onTrouble = onTrouble;
    this.#isBusy = isBusy;
    this.#onChange = onChange;
    this.#onEnd = onEnd;
    this.#extras = { settings };
    this.#shared = new Set(store.rounds.map(({ uid }) => uid));
    this.#seen = this.#state();
    this.#unsubscribe = store.subscribe(() => {
      // Called for every sample: only rounds that are finished or gone are news.
      const state = this.#state();
      if (state === this.#seen) return;
      this.#seen = state;
      this.#startFollowing();
    });
    this.#startFollowing();
  }

  /**
   * Resolves when everything that is finished by now is kept.
   *
   * @throws CamdialError what `onTrouble` is told; `disposed`, or `not-found` when the dial was deleted.
   */
  async saved(): Promise<void> {
    if (this.#ended) throw this.#ended;
    await this.#follow();
  }

  /** Keeps other settings, or what the dial has learned; what is left out stays. {@link saved} says when it is kept. */
  update(extras: DialExtras): void {
    this.#extras = { ...this.#extras, ...extras };
    this.#startFollowing();
  }

  /** Keeps the store no longer; what was kept stays. May be called again. */
  dispose(): void {
    this.#stop(new CamdialError('disposed', `"${this.name}" is kept no longer: keep() it again.`));
  }

  /** @internal A dial was changed elsewhere. */
  hear(id: unknown): void {
    if (this.#id === null || id === this.#id) this.#startFollowing();
  }

  /** @internal There is nothing any more that it could be kept in. */
  end(trouble: CamdialError): void {
    if (this.#stop(trouble)) this.#onTrouble(trouble);
  }

  /** @returns whether it was going on. */
  #stop(reason: CamdialError): boolean {
    if (this.#ended) return false;
    this.#ended = reason;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#onEnd();
    return true;
  }

  #state(): string {
    return this.#store.rounds.map(({ uid, finished }) => (finished ? uid : '')).join();
  }

  #startFollowing(): void {
    this.#follow().catch(() => {}); // told in there
  }

  /** Brings store and home together, one time after the other. */
  #follow(): Promise<void> {
    this.#next ??= this.#last.then(async () => {
      this.#next = null;
      try {
        await this.#followOnce();
      } catch (error) {
        if (!this.#ended) this.#onTrouble(error as CamdialError);
        throw error;
      }
    });
    this.#last = this.#next.catch(() => {});
    return this.#next;
  }

  async #followOnce(): Promise<void> {
    const dial = await this.#find();
    this.#goOn();
    const store = this.#store;
    const here = new Map(store.rounds.map((round) => [round.uid, round]));
    const there = new Set(dial.rounds.map(({ uid }) => uid));
    const order = () => store.rounds.map(({ uid }) => uid);
    const written = store.data.rounds.filter(
      ({ uid }) => here.get(uid)!.finished && !there.has(uid) && !this.#shared.has(uid),
    );
    const removed = [...this.#shared].filter((uid) => !here.has(uid));
    const incoming = dial.rounds.filter(
      ({ uid }) => !here.has(uid) && !this.#shared.has(uid) && !this.#refused.has(uid),
    );
    const outgoing = [...this.#shared].filter((uid) => here.has(uid) && !there.has(uid));
    for (const uid of there) if (here.has(uid)) this.#shared.add(uid);
    let isNews = false;
    try {
      if (removed.some((uid) => there.has(uid))) {
        await this.#rooms.removeRounds(dial.id, removed);
        isNews = true;
      }
      for (const uid of removed) this.#shared.delete(uid);
      for (const round of written) {
        this.#goOn();
        await this.#rooms.addRound(dial, round, order());
        this.#shared.add(round.uid);
        isNews = true;
      }
      const extras = this.#extras;
      if (extras.settings !== undefined || extras.model !== undefined) {
        await this.#rooms.describeDial(dial.id, extras, order());
        if (this.#extras === extras) this.#extras = {};
      }
    } catch (error) {
      if (isCamdialError(error) && error.code === 'not-found') this.end(error);
      throw error;
    } finally {
      if (isNews) this.#onChange(dial.id);
    }
    await this.#takeOver(dial, incoming, outgoing);
  }

  /** The dial that the store is kept in; made where there is none yet. */
  async #find(): Promise<DialRecord> {
    if (this.#ended) throw this.#ended;
    if (this.#id !== null) {
      const dial = await this.#rooms.dialOf(this.#id);
      if (dial) return dial;
      this.end(deletedError());
      throw this.#ended!;
    }
    const dial = await this.#rooms.enter(this.name, this.#store);
    const there = new Set(dial.rounds.map(({ uid }) => uid));
    // Rounds of the store that are not there are new to it: nobody removed them.
    this.#shared = new Set([...this.#shared].filter((uid) => there.has(uid)));
    this.#id = dial.id;
    return dial;
  }

  /** Has what changed elsewhere happen to the store. */
  async #takeOver(
    dial: DialRecord,
    incoming: readonly RoundEntry[],
    outgoing: readonly string[],
  ): Promise<void> {
    for (const uid of outgoing) {
      this.#goOn();
      if (this.#mustWait()) return;
      this.#shared.delete(uid);
      const round = this.#store.rounds.find((other) => other.uid === uid);
      if (round) this.#store.removeRound(round.id);
    }
    for (const entry of incoming) {
      if (this.#mustWait()) return;
      try {
        const round = await this.#rooms.readRound(dial, entry);
        this.#goOn();
        if (!round) continue;
        if (this.#mustWait()) return;
        this.#take(round);
      } catch (error) {
        if (!isCamdialError(error) || !['samples-invalid', 'out-of-memory'].includes(error.code)) throw error;
        this.#refused.add(entry.uid);
        this.#onTrouble(error);
      }
    }
  }

  #take(round: RoundData): void {
    this.#shared.add(round.uid); // before the store tells of it
    try {
      this.#store.addRound(round);
    } catch (error) {
      this.#shared.delete(round.uid);
      throw error;
    }
  }

  /** Whether a round is being recorded: rounds that come or go would end it. Looks again in a while. */
  #mustWait(): boolean {
    if (!this.#isBusy() && this.#store.rounds.every(({ finished }) => finished)) return false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#startFollowing(), waitMs);
    return true;
  }

  #goOn(): void {
    if (this.#ended) throw this.#ended;
  }
}
