import type { SampleHome } from './home/sample-home.js';

/** Loaded when it is needed: most pages keep nothing. */
export async function withHome<T>(work: (home: SampleHome) => Promise<T>): Promise<T> {
  const { SampleHome } = await import('./home/sample-home.js');
  const home = await SampleHome.open();
  try {
    return await work(home);
  } finally {
    home.dispose();
  }
}
